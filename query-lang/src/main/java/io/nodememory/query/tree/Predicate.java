package io.nodememory.query.tree;

import java.util.List;

/** A condition, which is true or false and never unknown: a null equals only null, and no order comparison holds for it. */
public sealed interface Predicate {
    record Constant(boolean value) implements Predicate {}

    record All(List<Predicate> parts) implements Predicate {}

    record Any(List<Predicate> parts) implements Predicate {}

    record Not(Predicate part) implements Predicate {}

    /** Equality; two nulls are equal. */
    record Equal(Operand left, Operand right) implements Predicate {}

    /** {@code < <= > >=}. */
    record Order(String operator, Operand left, Operand right) implements Predicate {}

    record IsNull(Operand operand) implements Predicate {}

    /** Groovy truth: not null, not empty, not 0 and not false. */
    record Truth(Operand operand) implements Predicate {}

    /** Whether a joined row exists. */
    record Present(From row) implements Predicate {}

    record In(Operand operand, List<Operand> items) implements Predicate {}

    /** Whether a subquery of one column returns the value. */
    record InQuery(Operand operand, Select select) implements Predicate {}

    /** Whether a subquery has a row with these values, none of which is null. */
    record InRows(List<Operand> values, Select select) implements Predicate {}

    /** Whether a list contains an element. */
    record Has(Operand list, Operand element) implements Predicate {}

    /** SQL's LIKE, with {@code !} as the escape character. */
    record Like(Operand operand, String pattern) implements Predicate {}

    /** A regular expression that is found in the text, or that matches the whole text. */
    record Matches(Operand operand, String pattern, boolean whole, boolean ignoreCase) implements Predicate {}

    /** Whether a text starts with, ends with or contains another text that is no literal. */
    record Part(Where where, Operand operand, Operand part) implements Predicate {
        /** The place of the part in the text. */
        public enum Where {
            START,
            END,
            ANYWHERE
        }
    }

    record Exists(Select select) implements Predicate {}
}
