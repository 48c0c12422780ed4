package io.nodememory.kernel.symbols;

/** A C type as the kernel's debug information describes it. */
public sealed interface Type {
    /** An integer, character, boolean or floating point type. {@code size} is in bytes. */
    record Base(String name, int size, boolean signed, Kind kind) implements Type {
        /** The interpretation of the bytes. */
        public enum Kind {
            INT,
            CHAR,
            BOOL,
            FLOAT
        }
    }

    /** A pointer to {@code target}, which is {@link Unknown} for {@code void *} and unknown targets. */
    record Pointer(Type target) implements Type {}

    /** An array; {@code count} is 0 for a flexible array. */
    record Array(Type element, long count) implements Type {}

    /** A struct or union by its name in {@link Symbols}; anonymous ones have unique generated names. */
    record Reference(String name) implements Type {}

    /** An enumeration by its name in {@link Symbols}. */
    record EnumReference(String name) implements Type {}

    /** {@code length} bits from bit {@code position} (0 = least significant) of a value of type {@code type}. */
    record BitField(Type type, int position, int length) implements Type {}

    /** A function; occurs only as the target of a pointer. */
    record Function() implements Type {}

    /** No type: the target of {@code void *}. */
    record Unknown() implements Type {}
}
