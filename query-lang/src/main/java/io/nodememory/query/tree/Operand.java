package io.nodememory.query.tree;

import java.util.List;

/** A value in a query: resolved, typed, ready for SQL. */
public sealed interface Operand {
    ValueType type();

    /** False only where SQL can give no null here. */
    default boolean nullable() {
        return true;
    }

    /** Whether the value may be a secret, because a secret column is part of it. */
    default boolean secret() {
        return parts().stream().anyMatch(Operand::secret);
    }

    /** The operands that this one is made of. */
    default List<Operand> parts() {
        return List.of();
    }

    /** A column of a table, or of a query in its place. */
    record Column(From from, String name, ValueType type, boolean nullable, boolean secret) implements Operand {}

    /** A value that is bound. */
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

    /** {@code + - * / %}; division by zero is null. */
    record Arithmetic(char operator, Operand left, Operand right, ValueType type) implements Operand {
        @Override
        public List<Operand> parts() {
            return List.of(left, right);
        }
    }

    /** A function of SQL, or of one database in another's words. */
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
            /** Any value as a text that is never null, different for different values. */
            KEY,
            /** A time and seconds: the time that much later. */
            LATER,
            /** Two times: the seconds between them. */
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

    /** The only value that a query of one row and one column gives. */
    record Scalar(Select select, ValueType type) implements Operand {}

    /** The values of a query's only column, as a list. */
    record Listing(Select select, ValueType type, boolean secret) implements Operand {}
}
