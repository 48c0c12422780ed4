package io.nodememory.query.check;

import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Waiver;
import java.util.List;

/**
 * What a rule came to on one capture.
 *
 * @param columns of the findings' rows
 * @param findings rows that break the rule; may be empty where the rule is an expectation about a number
 * @param truncated whether there are more rows than were kept
 * @param breakIsNew for a broken rule without rows: whether the baseline keeps it; null without a baseline
 * @param undecided why not all of it could be looked at; empty if all could
 * @param notes what a reader should know besides: single objects that could not be read, exceptions that no longer hold
 * @param excused exceptions that excused rows
 */
public record RuleResult(
        CompiledRule rule,
        Outcome outcome,
        List<ResultColumn> columns,
        List<Finding> findings,
        boolean truncated,
        Boolean breakIsNew,
        List<String> undecided,
        List<String> notes,
        List<Excused> excused) {
    /** How a rule ended. */
    public enum Outcome {
        PASS,
        FAIL,
        /** No finding, but not all that the rule is about could be looked at. */
        UNDECIDED,
        /** Not asked, as what the rule needs is not there; its note says what. */
        SKIPPED
    }

    /** An exception and how many rows it excused. */
    public record Excused(Waiver waiver, int rows) {}

    /** Findings: rows, or one for a broken expectation without rows. */
    public long count() {
        return outcome != Outcome.FAIL ? 0 : Math.max(1, findings.size());
    }

    /** Findings that the baseline has not; 0 without a baseline. */
    public long newCount() {
        if (outcome != Outcome.FAIL) {
            return 0;
        }
        return findings.isEmpty()
                ? (Boolean.TRUE.equals(breakIsNew) ? 1 : 0)
                : findings.stream().filter(f -> Boolean.TRUE.equals(f.isNew())).count();
    }
}
