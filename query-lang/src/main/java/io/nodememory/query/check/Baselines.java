package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which capture a baseline's name means. */
public final class Baselines {
    /** The newest earlier capture of the same node on which the policies pass. */
    public static final String LAST_GOOD = "last-good";

    /** Captures that are looked at for {@link #LAST_GOOD}: each is checked anew. */
    private static final int MOST_TRIED = 20;

    private Baselines() {}

    /**
     * The capture that a baseline's name means.
     *
     * @param name number of a capture, name of an approved one, or {@link #LAST_GOOD}
     * @param capture the one that is to be compared
     * @return empty only for {@link #LAST_GOOD}, where there is none
     * @throws BadInputException if there is no such capture or approval
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

    /** Rules that compare with a baseline are left out: the capture is to become one. */
    private static boolean passes(EvidenceStore store, Capture candidate, List<Policy> policies) {
        CheckResult result =
                NodeCheck.run(CheckRequest.of(store, policies, candidate.id()).withGates(List.of()));
        return result.results().stream()
                .allMatch(rule -> rule.outcome() == Outcome.PASS || rule.rule().comparesWithBaseline());
    }
}
