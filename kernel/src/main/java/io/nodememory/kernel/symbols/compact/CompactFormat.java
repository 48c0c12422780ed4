package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.Type;

/**
 * The compact form of symbols, in memory and in files. All numbers are little-endian.
 *
 * <p>Header: magic u64, version u32, CRC-32C u32 of the bytes after it, total length u64, then offset u32 and count u32 of every
 * {@link Section}. A name is its place in {@link Section#STRINGS}, a type is the number of its node in {@link Section#TYPES}.
 * {@link Section#DATA} holds contents of varying size, as LEB128 numbers:
 *
 * <ul>
 *   <li>struct: size·2+union, number of members, a member: name, offset, type·2+anonymous
 *   <li>enum: size, name of the base type, number of constants, a constant: name, value (zigzag)
 *   <li>constant data: length, bytes
 * </ul>
 */
public final class CompactFormat {
    /** "nmsyms" and two bytes that no text file has. */
    public static final long MAGIC = 0x1a_73_6d_79_73_6d_6eL | 0x80L << 56;

    public static final int VERSION = 1;
    public static final int CHECKSUM_AT = 12;
    public static final int CHECKED_FROM = 16;
    static final int SECTIONS_AT = 24;
    static final int HEADER_SIZE = SECTIONS_AT + Section.COUNT * 8;

    /** The arrays of the form, in the order of the header. Arrays of named items are sorted by name. */
    public enum Section {
        /** Names of description, banner and build id (-1 if absent), flags (1: relocated); u32 each. */
        META(0, 4),
        STRINGS(1, 1),
        TYPES(2, TypePool.NODE_SIZE),
        /** Name, size, flags (1: signed), kind; u32 each. */
        BASES(3, 16),
        /** Name and place in DATA; u32 each. */
        STRUCTS(4, 8),
        ENUMS(5, 8),
        CONSTANT_DATA(6, 8),
        DATA(7, 1),
        SYMBOL_ADDRESSES(8, 8),
        SYMBOL_NAMES(9, 4),
        /** Number of the type's node plus one, 0 if the type is unknown. */
        SYMBOL_TYPES(10, 4),
        /** Indexes of the symbols by ascending address. */
        SYMBOLS_BY_ADDRESS(11, 4);

        static final int COUNT = 12;

        /** Index in the header. */
        final int index;

        /** Bytes per element. */
        final int width;

        Section(int index, int width) {
            this.index = index;
            this.width = width;
        }
    }

    private CompactFormat() {}

    static int number(Type.Base.Kind kind) {
        return switch (kind) {
            case INT -> 0;
            case CHAR -> 1;
            case BOOL -> 2;
            case FLOAT -> 3;
        };
    }

    static Type.Base.Kind baseKind(int number) {
        return switch (number) {
            case 1 -> Type.Base.Kind.CHAR;
            case 2 -> Type.Base.Kind.BOOL;
            case 3 -> Type.Base.Kind.FLOAT;
            default -> Type.Base.Kind.INT;
        };
    }
}
