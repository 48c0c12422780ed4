package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Resolves the name of a baseline to a capture. */
public final class Baselines {
    /** The name of the newest earlier capture of the same node that the policies pass. */
    public static final String LAST_GOOD = "last-good";

    /** Limit of the captures that are checked for {@link #LAST_GOOD}. */
    private static final int MOST_TRIED = 20;

    private Baselines() {}

    /**
     * Returns the capture that the name of a baseline means.
     *
     * @param name the id of a capture, the name of an approved capture, or {@link #LAST_GOOD}
     * @param capture id of the capture to compare
     * @return empty only for {@link #LAST_GOOD}, if no capture passes
     * @throws BadInputException if the capture or the approval does not exist
     */
    public static Optional<Capture> resolve(EvidenceStore store, String name, long capture, List<Policy> policies) {
        if (name.equals(LAST_GOOD)) {
            return lastGood(store, store.capture(capture), policies);
        } else if (name.matches("[0-9]{1,18}")) {
            return Optional.of(store.capture(Long.parseLong(name)));
        }
        return Optional.of(store.baseline(name));
    }

    private static Optional<Capture> lastGood(EvidenceStore store, Capture capture, List<Policy> policies) {
        return store.captures().stream()
                .filter(c -> !c.isDeleted() && c.id() < capture.id())
                .filter(c -> c.node() != null && c.node().equals(capture.node()))
                .sorted(Comparator.comparing(Capture::id).reversed())
                .limit(MOST_TRIED)
                .filter(c -> passes(store, c, policies))
                .findFirst();
    }

    /** Whether a capture passes; rules that compare with a baseline do not count, because the capture becomes one. */
    private static boolean passes(EvidenceStore store, Capture candidate, List<Policy> policies) {
        CheckResult result =
                NodeCheck.run(CheckRequest.of(store, policies, candidate.id()).withGates(List.of()));
        return result.results().stream()
                .allMatch(rule -> rule.outcome() == Outcome.PASS || rule.rule().comparesWithBaseline());
    }
}
