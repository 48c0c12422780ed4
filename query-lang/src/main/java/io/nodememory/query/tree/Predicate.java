package io.nodememory.query.tree;

import java.util.List;

/** A condition. It is true or false, never unknown: what is not there equals nothing but null, and is in no order. */
public sealed interface Predicate {
    record Constant(boolean value) implements Predicate {}

    record All(List<Predicate> parts) implements Predicate {}

    record Any(List<Predicate> parts) implements Predicate {}

    record Not(Predicate part) implements Predicate {}

    /** Both null is equal. */
    record Equal(Operand left, Operand right) implements Predicate {}

    /** {@code < <= > >=}. */
    record Order(String operator, Operand left, Operand right) implements Predicate {}

    record IsNull(Operand operand) implements Predicate {}

    /** Groovy's truth: not null, not empty, not 0, not false. */
    record Truth(Operand operand) implements Predicate {}

    /** Whether a joined row is there. */
    record Present(From row) implements Predicate {}

    record In(Operand operand, List<Operand> items) implements Predicate {}

    /** Whether a query of one column gives the value. */
    record InQuery(Operand operand, Select select) implements Predicate {}

    /** Whether a query has a row of these values; none of them is null. */
    record InRows(List<Operand> values, Select select) implements Predicate {}

    /** Whether a list has an element. */
    record Has(Operand list, Operand element) implements Predicate {}

    /** SQL's LIKE, with {@code !} as the escape character. */
    record Like(Operand operand, String pattern) implements Predicate {}

    /** A regular expression, found anywhere or matching the whole. */
    record Matches(Operand operand, String pattern, boolean whole, boolean ignoreCase) implements Predicate {}

    /** Whether a text begins with, ends with or holds another that is not a literal. */
    record Part(Where where, Operand operand, Operand part) implements Predicate {
        /** Where in the text the part is. */
        public enum Where {
            START,
            END,
            ANYWHERE
        }
    }

    record Exists(Select select) implements Predicate {}
}
