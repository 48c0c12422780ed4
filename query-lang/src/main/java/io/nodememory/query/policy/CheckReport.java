package io.nodememory.query.policy;

import io.nodememory.evidence.Capture;
import io.nodememory.query.policy.RuleResult.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What policies came to on one capture.
 *
 * @param baseline null for none
 * @param checked when the rules were run
 * @param results in the policies' order
 * @param subjects the processes that findings name, by pid
 */
public record CheckReport(
        Capture capture, Capture baseline, Instant checked, List<RuleResult> results, Map<Long, Subject> subjects) {
    /** The answer as a whole, by the worst of the rules. */
    public enum Verdict {
        PASS,
        FAIL,
        /** No finding, but there are rules that could not be decided. */
        INCOMPLETE
    }

    /**
     * A process as people know it.
     *
     * @param container id, null outside of containers
     * @param pod name, null if not known
     */
    public record Subject(
            long pid, String name, String container, String containerName, String pod, String podNamespace) {}

    public Verdict verdict() {
        if (count(Outcome.FAIL) > 0) {
            return Verdict.FAIL;
        }
        return count(Outcome.UNDECIDED) > 0 ? Verdict.INCOMPLETE : Verdict.PASS;
    }

    public long count(Outcome outcome) {
        return results.stream().filter(r -> r.outcome() == outcome).count();
    }
}
