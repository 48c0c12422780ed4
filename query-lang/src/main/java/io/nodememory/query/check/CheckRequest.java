package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.Cancellation;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.QualityGate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The input of a check.
 *
 * @param capture id of the capture
 * @param baseline id of the capture to compare with; null for none
 * @param gates replace the gates of the policies; null to keep these
 * @param onlyRule the id of the one rule to run; null for all
 * @param now decides which exceptions are in force, and is the value of {@code now()}
 * @param toolVersion the version of the program, for the reports
 * @param timeout of each rule
 * @param cancellation lets another thread stop the check
 */
public record CheckRequest(
        EvidenceStore store,
        List<Policy> policies,
        long capture,
        Long baseline,
        List<QualityGate> gates,
        String onlyRule,
        Instant now,
        String toolVersion,
        Duration timeout,
        Cancellation cancellation) {
    private static final Duration MOST_TIME = Duration.ofSeconds(60);

    /** A request for all rules of the policies with their gates, without a baseline, with a minute for each rule. */
    public static CheckRequest of(EvidenceStore store, List<Policy> policies, long capture) {
        return new CheckRequest(
                store, policies, capture, null, null, null, Instant.now(), "", MOST_TIME, new Cancellation());
    }

    public CheckRequest withBaseline(Long id) {
        return new CheckRequest(store, policies, capture, id, gates, onlyRule, now, toolVersion, timeout, cancellation);
    }

    public CheckRequest withGates(List<QualityGate> given) {
        return new CheckRequest(
                store, policies, capture, baseline, given, onlyRule, now, toolVersion, timeout, cancellation);
    }

    public CheckRequest withRule(String id) {
        return new CheckRequest(store, policies, capture, baseline, gates, id, now, toolVersion, timeout, cancellation);
    }

    public CheckRequest withTime(Instant present) {
        return new CheckRequest(
                store, policies, capture, baseline, gates, onlyRule, present, toolVersion, timeout, cancellation);
    }

    public CheckRequest withTool(String version) {
        return new CheckRequest(
                store, policies, capture, baseline, gates, onlyRule, now, version, timeout, cancellation);
    }

    public CheckRequest withCancellation(Cancellation by) {
        return new CheckRequest(store, policies, capture, baseline, gates, onlyRule, now, toolVersion, timeout, by);
    }
}
