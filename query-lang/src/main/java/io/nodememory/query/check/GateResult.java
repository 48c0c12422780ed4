package io.nodememory.query.check;

import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.policy.QualityGate.Criticality;
import java.util.List;

/**
 * A quality gate and what it came to.
 *
 * @param count findings that it counts
 */
public record GateResult(QualityGate gate, long count, Outcome outcome) {
    /** How a gate ended. */
    public enum Outcome {
        PASSED,
        MISSED,
        /** Not missed, but what it counts could not be told: it compares with a baseline, and there is none. */
        UNDECIDED
    }

    static GateResult of(QualityGate gate, List<RuleResult> results, boolean baseline) {
        boolean fresh = gate.type().isNew();
        long count = results.stream()
                .filter(result -> gate.type().counts(result.rule().rule().severity()))
                .mapToLong(result -> fresh ? result.newCount() : result.count())
                .sum();
        if (count >= gate.threshold()) {
            return new GateResult(gate, count, Outcome.MISSED);
        }
        return new GateResult(gate, count, fresh && !baseline ? Outcome.UNDECIDED : Outcome.PASSED);
    }

    /** Whether the check as a whole fails by it. */
    boolean fails() {
        return outcome == Outcome.MISSED && gate.criticality() != Criticality.NOTE;
    }

    /** The gate in words. */
    public String sentence() {
        String words = gate.type().name().replace('_', ' ');
        return switch (outcome) {
            case PASSED -> "gate %s passed: %d %s".formatted(gate, count, words);
            case MISSED -> "gate %s missed: %d %s".formatted(gate, count, words);
            case UNDECIDED -> "gate %s could not be decided: it needs a baseline".formatted(gate);
        };
    }
}
