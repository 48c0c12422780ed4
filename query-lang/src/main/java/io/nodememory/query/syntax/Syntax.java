package io.nodememory.query.syntax;

import java.util.List;

/**
 * The syntax tree of a query before its names are resolved. Groovy's tree has many more node types; only those that have a
 * counterpart here are accepted.
 */
public sealed interface Syntax {
    /** Offset of the first character in the source. */
    int at();

    /** A single word. */
    record Name(int at, String name) implements Syntax {}

    /** {@code of.name}; {@code of?.name} means the same. */
    record Property(int at, Syntax of, String name) implements Syntax {}

    /**
     * {@code on.name(arguments) closure}, or without {@code on} where it is null.
     *
     * @param named {@code name: value} arguments
     */
    record Call(int at, Syntax on, String name, List<Syntax> arguments, List<Entry> named) implements Syntax {
        /** Whether the only argument of the call is a closure. */
        public boolean isClosureCall() {
            return arguments.size() == 1 && named.isEmpty() && arguments.get(0) instanceof Closure;
        }
    }

    /**
     * {@code { statements }}.
     *
     * @param parameter the name in {@code { name -> … }}, or null
     */
    record Closure(int at, String parameter, List<Syntax> statements) implements Syntax {}

    /** An operator, by its text, between two operands. */
    record Binary(int at, String operator, Syntax left, Syntax right) implements Syntax {}

    record Not(int at, Syntax operand) implements Syntax {}

    record Minus(int at, Syntax operand) implements Syntax {}

    /** {@code condition ? yes : no}; {@code a ?: b} has {@code a} as condition and as yes. */
    record Ternary(int at, Syntax condition, Syntax yes, Syntax no) implements Syntax {}

    /** A literal: String, Long, BigInteger (an address), BigDecimal, Boolean or null. */
    record Literal(int at, Object value) implements Syntax {}

    record Items(int at, List<Syntax> items) implements Syntax {}

    record Entries(int at, List<Entry> entries) implements Syntax {}

    record Range(int at, Syntax from, Syntax to, boolean inclusive) implements Syntax {}

    /** {@code name: value}. */
    record Entry(int at, String name, Syntax value) {}
}
