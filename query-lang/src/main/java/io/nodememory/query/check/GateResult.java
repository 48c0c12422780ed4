package io.nodememory.query.check;

import io.nodememory.query.policy.QualityGate;
import io.nodememory.query.policy.QualityGate.Criticality;
import java.util.List;

/**
 * The result of a quality gate.
 *
 * @param count the number of findings that the gate counts
 */
public record GateResult(QualityGate gate, long count, Outcome outcome) {
    /** The outcome of a gate. */
    public enum Outcome {
        PASSED,
        MISSED,
        /** Not missed, but the gate counts new findings and there is no baseline. */
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

    /** Whether this gate makes the whole check fail. */
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
