package io.nodememory.query.syntax;

import java.util.List;

/**
 * What a query is written of, before any name in it has a meaning. Groovy's tree has hundreds of shapes; these are the
 * ones that are let in.
 */
public sealed interface Syntax {
    /** Offset of the first character in the source. */
    int at();

    /** A word on its own. */
    record Name(int at, String name) implements Syntax {}

    /** {@code of.name}; {@code of?.name} means the same. */
    record Property(int at, Syntax of, String name) implements Syntax {}

    /**
     * {@code on.name(arguments) closure}, or without {@code on} where it is null.
     *
     * @param named {@code name: value} arguments
     */
    record Call(int at, Syntax on, String name, List<Syntax> arguments, List<Entry> named) implements Syntax {
        /** The call's only argument, where that is a closure. */
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

    /** An operator between two operands, by its text. */
    record Binary(int at, String operator, Syntax left, Syntax right) implements Syntax {}

    record Not(int at, Syntax operand) implements Syntax {}

    record Minus(int at, Syntax operand) implements Syntax {}

    /** {@code condition ? yes : no}; for {@code a ?: b} the condition and yes are the same. */
    record Ternary(int at, Syntax condition, Syntax yes, Syntax no) implements Syntax {}

    /** String, Long (addresses as signed 64 bit), BigDecimal, Boolean or null. */
    record Literal(int at, Object value) implements Syntax {}

    record Items(int at, List<Syntax> items) implements Syntax {}

    record Entries(int at, List<Entry> entries) implements Syntax {}

    record Range(int at, Syntax from, Syntax to, boolean inclusive) implements Syntax {}

    /** {@code name: value}. */
    record Entry(int at, String name, Syntax value) {}
}
