package io.nodememory.query.policy;

import io.nodememory.query.ResultColumn;
import java.util.List;

/**
 * What a rule came to on one capture.
 *
 * @param columns of {@code rows}
 * @param rows that break the rule, secrets masked; may be empty where the rule is an expectation about a number
 * @param truncated whether there are more rows than were kept
 * @param identity names of the columns that tell rows apart from capture to capture; empty if the result has none of them
 * @param undecided why not all of it could be looked at; empty if all could
 * @param notes what a reader should know besides: single objects that could not be read, exceptions that no longer hold
 * @param excused exceptions that excused rows
 */
public record RuleResult(
        CompiledRule rule,
        Outcome outcome,
        List<ResultColumn> columns,
        List<List<Object>> rows,
        boolean truncated,
        List<String> identity,
        List<String> undecided,
        List<String> notes,
        List<Excused> excused) {
    /** How a rule ended. */
    public enum Outcome {
        PASS,
        FAIL,
        /** No finding, but not all that the rule is about could be looked at. */
        UNDECIDED
    }

    /** An exception and how many rows it excused. */
    public record Excused(Waiver waiver, int rows) {}
}
