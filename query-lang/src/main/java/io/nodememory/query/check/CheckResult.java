package io.nodememory.query.check;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.text.VisibleText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of checking one capture by policies.
 *
 * @param baseline null for none
 * @param checked the time of the check
 * @param toolVersion the version of the program
 * @param results in the order of the policies
 * @param gates the results of the gates; without gates a single finding fails the check
 */
public record CheckResult(
        Capture capture,
        Capture baseline,
        Instant checked,
        String toolVersion,
        List<RuleResult> results,
        List<GateResult> gates) {
    /** The verdict of the whole check. */
    public enum Verdict {
        PASS,
        FAIL,
        /** No failure, but rules or gates are undecided. */
        INCOMPLETE
    }

    /**
     * The process of a finding, with its container and pod.
     *
     * @param container id of the container, null outside containers
     * @param pod name of the pod, null if unknown
     */
    public record Subject(
            long pid, String name, String container, String containerName, String pod, String podNamespace) {
        /** The place of the process: pod and container, or the node itself. */
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
     * FAIL if a gate is missed or, without gates, if there is a finding. Otherwise INCOMPLETE if anything is undecided, because
     * evidence that could not be read is never clean.
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

    /** The exit status of the command: 0 for PASS, 1 for FAIL, 3 for INCOMPLETE. */
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

    /** The number of findings that the baseline lacks; 0 without a baseline. */
    public long newFindings() {
        return results.stream().mapToLong(RuleResult::newCount).sum();
    }

    /** The rules that could not be decided. */
    public List<RuleResult> undecidedRules() {
        return results.stream().filter(r -> r.outcome() == Outcome.UNDECIDED).toList();
    }

    /** The reasons that leave every rule uncertain, such as memory that is missing from the image. */
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
