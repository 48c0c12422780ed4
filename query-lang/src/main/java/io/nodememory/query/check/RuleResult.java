package io.nodememory.query.check;

import io.nodememory.query.ResultColumn;
import io.nodememory.query.policy.CompiledRule;
import io.nodememory.query.policy.Waiver;
import java.util.List;

/**
 * The result of a rule on one capture.
 *
 * @param columns the columns of the findings
 * @param findings rows that break the rule; can be empty for an expectation about a number
 * @param truncated whether there are more rows than the result contains
 * @param breakIsNew for a broken rule without rows, whether it holds in the baseline; null without a baseline
 * @param undecided the reasons why evidence is missing; empty if all evidence could be read
 * @param notes further remarks: single objects that could not be read, expired exceptions
 * @param excused the exceptions that excused rows
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
    /** The outcome of a rule. */
    public enum Outcome {
        PASS,
        FAIL,
        /** No finding, but some evidence of the rule could not be read. */
        UNDECIDED,
        /** Not checked, because the prerequisite in its note is missing. */
        SKIPPED
    }

    /** An exception, and the number of rows that it excused. */
    public record Excused(Waiver waiver, int rows) {}

    /** The number of findings; a broken expectation without rows is one finding. */
    public long count() {
        return outcome != Outcome.FAIL ? 0 : Math.max(1, findings.size());
    }

    /** The number of findings that the baseline lacks; 0 without a baseline. */
    public long newCount() {
        if (outcome != Outcome.FAIL) {
            return 0;
        }
        return findings.isEmpty()
                ? (Boolean.TRUE.equals(breakIsNew) ? 1 : 0)
                : findings.stream().filter(f -> Boolean.TRUE.equals(f.isNew())).count();
    }
}
