package io.nodememory.kernel.symbols.compact;

import java.util.Arrays;

/** A pool in which every type has one node. A node refers to names and to earlier nodes only, so following it always ends. */
public final class TypePool {
    public static final int VOID = 0;
    public static final int FUNCTION = 1;
    public static final int BASE = 2;
    public static final int POINTER = 3;
    public static final int ARRAY = 4;
    public static final int STRUCT = 5;
    public static final int UNION = 6;
    public static final int ENUM = 7;
    public static final int BIT_FIELD = 8;

    /**
     * Bytes of a node in the compact form: kind u32, a u32, b u64. {@code a} is the number of a name or a node; {@code b} is the
     * length of an array, or the position of a bit field (upper half) and its length.
     */
    static final int NODE_SIZE = 16;

    private int[] kinds = new int[1 << 12];
    private int[] as = new int[1 << 12];
    private long[] bs = new long[1 << 12];
    private int[] table = new int[1 << 13];
    private int count;

    TypePool() {}

    public int voidType() {
        return node(VOID, 0, 0);
    }

    public int function() {
        return node(FUNCTION, 0, 0);
    }

    public int base(int name) {
        return node(BASE, name, 0);
    }

    public int pointer(int target) {
        return node(POINTER, target, 0);
    }

    public int array(int element, long elements) {
        return node(ARRAY, element, elements);
    }

    public int composite(int name, boolean union) {
        return node(union ? UNION : STRUCT, name, 0);
    }

    public int enumeration(int name) {
        return node(ENUM, name, 0);
    }

    public int bitField(int type, int position, int length) {
        return node(BIT_FIELD, type, ((long) position << 32) | (length & 0xffffffffL));
    }

    int kind(int node) {
        return kinds[node];
    }

    int a(int node) {
        return as[node];
    }

    long b(int node) {
        return bs[node];
    }

    /** Whether {@code a} is the number of another node. */
    boolean refersToType(int node) {
        int kind = kinds[node];
        return kind == POINTER || kind == ARRAY || kind == BIT_FIELD;
    }

    /** Whether {@code a} is the number of a name. */
    boolean refersToName(int node) {
        int kind = kinds[node];
        return kind == BASE || kind == STRUCT || kind == UNION || kind == ENUM;
    }

    int count() {
        return count;
    }

    void writeTo(ByteSink sink) {
        for (int i = 0; i < count; i++) {
            sink.u32(kinds[i]);
            sink.u32(as[i]);
            sink.u64(bs[i]);
        }
    }

    /** Returns the node of a type, a new one if there is none. */
    int node(int kind, int a, long b) {
        int slot = hash(kind, a, b) & (table.length - 1);
        while (table[slot] != 0) {
            int known = table[slot] - 1;
            if (kinds[known] == kind && as[known] == a && bs[known] == b) {
                return known;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            as = Arrays.copyOf(as, count * 2);
            bs = Arrays.copyOf(bs, count * 2);
        }
        kinds[count] = kind;
        as[count] = a;
        bs[count] = b;
        table[slot] = ++count;
        if (count * 2 > table.length) {
            grow();
        }
        return count - 1;
    }

    private static int hash(int kind, int a, long b) {
        long hash = ((a + ((long) kind << 40)) ^ (b * 31)) * 0x9e3779b97f4a7c15L;
        return (int) (hash >>> 32);
    }

    private void grow() {
        table = new int[table.length * 2];
        for (int i = 0; i < count; i++) {
            int slot = hash(kinds[i], as[i], bs[i]) & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = i + 1;
        }
    }
}
