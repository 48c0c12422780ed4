package io.nodememory.kernel.symbols.btf;

/** The kinds of BTF type records by their numbers (include/uapi/linux/btf.h). */
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
    /** A kind newer than this program, skipped by the sizes that the blob gives for it. */
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

    /** The kind's number in a record's info word. Bits 29 and 30 are zero in all that is defined so far. */
    static int numberOf(int info) {
        return info >>> 24 & 0x7f;
    }

    /** The number of elements in a record's info word: 16 bits, with 8 bits above that were always zero. */
    static int lengthOf(int info) {
        return info & 0xffffff;
    }

    /** Bytes that follow every record of this kind. */
    int fixed() {
        return fixed;
    }

    /** Bytes that follow for each element. */
    int each() {
        return each;
    }

    /** Whether the record's last word is a type id. */
    boolean refers() {
        return refers;
    }

    /** A kind that stands for the type it refers to. */
    boolean transparent() {
        return switch (this) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }
}
