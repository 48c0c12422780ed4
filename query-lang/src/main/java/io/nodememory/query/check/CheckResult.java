package io.nodememory.query.check;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.text.VisibleText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What policies came to on one capture.
 *
 * @param baseline null for none
 * @param checked when the rules were run
 * @param toolVersion of the program that ran them
 * @param results in the policies' order
 * @param gates what the findings were held against; empty if any finding is too many
 */
public record CheckResult(
        Capture capture,
        Capture baseline,
        Instant checked,
        String toolVersion,
        List<RuleResult> results,
        List<GateResult> gates) {
    /** The answer as a whole. */
    public enum Verdict {
        PASS,
        FAIL,
        /** No failure, but there are rules or gates that could not be decided. */
        INCOMPLETE
    }

    /**
     * A process as people know it.
     *
     * @param container id, null outside of containers
     * @param pod name, null if not known
     */
    public record Subject(
            long pid, String name, String container, String containerName, String pod, String podNamespace) {
        /** Where it runs: pod and container, or the node itself. */
        public String place() {
            if (container == null) {
                return "on the node";
            }
            String inPod = pod == null ? "" : "pod " + (podNamespace == null ? "" : podNamespace + "/") + pod + ", ";
            String short12 = container.substring(0, Math.min(12, container.length()));
            return VisibleText.escape(inPod + "container " + (containerName == null ? short12 : containerName));
        }
    }

    /**
     * By the gates, or without any by the findings: a failure first; then, as what could not be looked at is never clean,
     * whether there is something undecided.
     */
    public Verdict verdict() {
        boolean fails = gates.isEmpty() ? findings() > 0 : gates.stream().anyMatch(GateResult::fails);
        if (fails) {
            return Verdict.FAIL;
        }
        boolean undecided = count(Outcome.UNDECIDED) > 0
                || results.stream().anyMatch(r -> !r.undecided().isEmpty())
                || gates.stream().anyMatch(gate -> gate.outcome() == GateResult.Outcome.UNDECIDED);
        return undecided ? Verdict.INCOMPLETE : Verdict.PASS;
    }

    /** The status the command ends with: 0 for a pass, 1 for a failure, 3 for an incomplete look. */
    public int exitStatus() {
        return switch (verdict()) {
            case PASS -> 0;
            case FAIL -> 1;
            case INCOMPLETE -> 3;
        };
    }

    public long count(Outcome outcome) {
        return results.stream().filter(r -> r.outcome() == outcome).count();
    }

    public long findings() {
        return results.stream().mapToLong(RuleResult::count).sum();
    }

    /** Findings that the baseline has not; 0 without a baseline. */
    public long newFindings() {
        return results.stream().mapToLong(RuleResult::newCount).sum();
    }

    /** The rules of which it cannot be said whether they are kept. */
    public List<RuleResult> undecidedRules() {
        return results.stream().filter(r -> r.outcome() == Outcome.UNDECIDED).toList();
    }

    /** Why nothing is certain for any rule, such as memory that is missing from the image; empty for nothing. */
    public List<String> limits() {
        if (results.isEmpty()) {
            return List.of();
        }
        List<String> common = new ArrayList<>(results.get(0).undecided());
        results.forEach(rule -> common.retainAll(rule.undecided()));
        return results.size() == 1 ? List.of() : List.copyOf(common);
    }

    /** Verdict, capture, node and counts in one line. */
    public String summary() {
        String node = capture.node() == null ? "" : " of " + capture.node();
        String compared = baseline == null ? "" : " (%d new since capture %d)".formatted(newFindings(), baseline.id());
        long skipped = count(Outcome.SKIPPED);
        return VisibleText.escape("%s  capture %d%s, %d rules: %d passed, %d failed, %d undecided%s; %d findings%s"
                .formatted(
                        verdict(),
                        capture.id(),
                        node,
                        results.size(),
                        count(Outcome.PASS),
                        count(Outcome.FAIL),
                        count(Outcome.UNDECIDED),
                        skipped == 0 ? "" : ", " + skipped + " not checked",
                        findings(),
                        compared));
    }
}
