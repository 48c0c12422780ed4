package io.nodememory.query.tree;

import io.nodememory.kernel.table.spec.ColumnSpec;

/** The type of an operand, which determines the valid operators and the meaning of a comparison. */
public enum ValueType {
    INTEGER("a number", ColumnSpec.Kind.INTEGER),
    /** A number with a fraction. Only literals and averages have this type; results show it as text. */
    DECIMAL("a number", ColumnSpec.Kind.TEXT),
    ADDRESS("an address", ColumnSpec.Kind.ADDRESS),
    BOOLEAN("true or false", ColumnSpec.Kind.BOOLEAN),
    TEXT("text", ColumnSpec.Kind.TEXT),
    TIME("a time", ColumnSpec.Kind.TIME),
    /** In seconds. */
    DURATION("a duration", ColumnSpec.Kind.INTEGER),
    TEXT_LIST("a list of texts", ColumnSpec.Kind.TEXT_LIST),
    INTEGER_LIST("a list of numbers", ColumnSpec.Kind.INTEGER_LIST),
    NULL("null", ColumnSpec.Kind.TEXT);

    private final String words;
    private final ColumnSpec.Kind kind;

    ValueType(String words, ColumnSpec.Kind kind) {
        this.words = words;
        this.kind = kind;
    }

    public static ValueType of(ColumnSpec.Kind kind) {
        return switch (kind) {
            case INTEGER -> INTEGER;
            case ADDRESS -> ADDRESS;
            case BOOLEAN -> BOOLEAN;
            case TEXT -> TEXT;
            case TIME -> TIME;
            case TEXT_LIST -> TEXT_LIST;
            case INTEGER_LIST -> INTEGER_LIST;
        };
    }

    /** The name of the type in messages. */
    public String words() {
        return words;
    }

    /** The kind of a result column of this type. */
    public ColumnSpec.Kind kind() {
        return kind;
    }

    public boolean isNumber() {
        return this == INTEGER || this == DECIMAL || this == ADDRESS;
    }

    public boolean isList() {
        return this == TEXT_LIST || this == INTEGER_LIST;
    }

    /** The type of a list's elements. */
    public ValueType element() {
        return this == INTEGER_LIST ? INTEGER : TEXT;
    }
}
