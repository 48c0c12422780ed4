package io.nodememory.query.tree;

import java.util.List;

/** A resolved and typed value of a query. */
public sealed interface Operand {
    ValueType type();

    /** False only if SQL can never return null here. */
    default boolean nullable() {
        return true;
    }

    /** Whether the value depends on a secret column. */
    default boolean secret() {
        return parts().stream().anyMatch(Operand::secret);
    }

    /** The operands of this operand. */
    default List<Operand> parts() {
        return List.of();
    }

    /** A column of a table or of a subquery. */
    record Column(From from, String name, ValueType type, boolean nullable, boolean secret) implements Operand {}

    /** A parameter. */
    record Value(Bind bind, ValueType type) implements Operand {
        @Override
        public boolean nullable() {
            return false;
        }
    }

    record Null() implements Operand {
        @Override
        public ValueType type() {
            return ValueType.NULL;
        }
    }

    /** {@code + - * / %}; a division by zero is null. */
    record Arithmetic(char operator, Operand left, Operand right, ValueType type) implements Operand {
        @Override
        public List<Operand> parts() {
            return List.of(left, right);
        }
    }

    /** A function of SQL; {@code SqlDialect} writes those in which databases differ. */
    record Function(Name name, List<Operand> parts, ValueType type) implements Operand {
        /** The functions there are. */
        public enum Name {
            LOWER,
            UPPER,
            TRIM,
            CONCAT,
            CHAR_LENGTH,
            CARDINALITY,
            BIT_AND,
            BIT_OR,
            /** A value as text: never null, and unique for each value. */
            KEY,
            /** Of a time and seconds: the later time. */
            LATER,
            /** Of two times: the seconds between them. */
            SECONDS_BETWEEN
        }
    }

    record Choice(Predicate condition, Operand yes, Operand no, ValueType type) implements Operand {
        @Override
        public List<Operand> parts() {
            return List.of(yes, no);
        }
    }

    /** A condition as a value: true or false, never null. */
    record Condition(Predicate predicate) implements Operand {
        @Override
        public ValueType type() {
            return ValueType.BOOLEAN;
        }

        @Override
        public boolean nullable() {
            return false;
        }
    }

    /**
     * A function over the rows of a group.
     *
     * @param argument null for the number of rows
     */
    record Aggregate(Calculation name, Operand argument, ValueType type) implements Operand {
        /** The functions there are. */
        public enum Calculation {
            COUNT,
            COUNT_DISTINCT,
            MIN,
            MAX,
            SUM,
            AVG
        }

        @Override
        public boolean nullable() {
            return name != Calculation.COUNT && name != Calculation.COUNT_DISTINCT;
        }

        @Override
        public List<Operand> parts() {
            return argument == null ? List.of() : List.of(argument);
        }
    }

    /** The value of a subquery with one row and one column. */
    record Scalar(Select select, ValueType type) implements Operand {}

    /** The values of the only column of a subquery, as a list. */
    record Listing(Select select, ValueType type, boolean secret) implements Operand {}
}
