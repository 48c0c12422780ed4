package io.nodememory.kernel.symbols.dwarf;

/**
 * Computes the place of a bit field: whole bytes from the start of the struct, and 0 to 7 bits from the least significant bit of
 * that byte.
 */
final class BitFields {
    private BitFields() {}

    /** The byte offset in the struct; {@code memberOffset} is the offset of the storage unit. */
    static long offset(Die member, long memberOffset) {
        return isOldStyle(member) ? memberOffset + fromStorage(member) / 8 : Die.orZero(member.dataBitOffset) / 8;
    }

    static long position(Die member) {
        return isOldStyle(member) ? fromStorage(member) % 8 : Die.orZero(member.dataBitOffset) % 8;
    }

    /** The bit offset. Before DWARF 5, DW_AT_bit_offset counts from the most significant bit of a unit of DW_AT_byte_size. */
    private static boolean isOldStyle(Die member) {
        return Die.orZero(member.byteSize) > 0;
    }

    private static long fromStorage(Die member) {
        return Math.max(0, 8 * member.byteSize - (Die.orZero(member.bitOffset) + member.bitSize));
    }
}
