package io.nodememory.kernel.symbols.btf;

/** The numbers of the kinds of BTF type records (include/uapi/linux/btf.h). */
enum BtfKind {
    VOID(0, 0, false),
    INT(4, 0, false),
    PTR(0, 0, true),
    ARRAY(12, 0, false),
    STRUCT(0, 12, false),
    UNION(0, 12, false),
    ENUM(0, 8, false),
    FWD(0, 0, false),
    TYPEDEF(0, 0, true),
    VOLATILE(0, 0, true),
    CONST(0, 0, true),
    RESTRICT(0, 0, true),
    FUNC(0, 0, true),
    FUNC_PROTO(0, 8, true),
    VAR(4, 0, true),
    DATASEC(0, 12, false),
    FLOAT(0, 0, false),
    DECL_TAG(4, 0, true),
    TYPE_TAG(0, 0, true),
    ENUM64(0, 12, false),
    /** A kind that this program does not know; it is skipped by the sizes that the blob states for it. */
    OTHER(0, 0, false);

    private static final BtfKind[] BY_NUMBER = values();
    private final int fixed;
    private final int each;
    private final boolean refers;

    BtfKind(int fixed, int each, boolean refers) {
        this.fixed = fixed;
        this.each = each;
        this.refers = refers;
    }

    static BtfKind of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : OTHER;
    }

    /** The kind in the info word of a record. Bits 29 and 30 are zero in all kinds defined so far. */
    static int numberOf(int info) {
        return info >>> 24 & 0x7f;
    }

    /** The number of elements in the info word of a record: 16 bits, and 8 bits above them that were always zero so far. */
    static int lengthOf(int info) {
        return info & 0xffffff;
    }

    /** Bytes that follow every record of a kind. */
    int fixed() {
        return fixed;
    }

    /** Bytes that follow a record for each of its elements. */
    int each() {
        return each;
    }

    /** Whether the last word of a record is a type id. */
    boolean refers() {
        return refers;
    }

    /** Whether a kind stands for the type to which it refers. */
    boolean transparent() {
        return switch (this) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }
}
