package io.nodememory.kernel.symbols.compact;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Copies the contents of a {@link SymbolsBuilder} into a new one, in an order that depends on the contents alone: items by name,
 * names and types as the items refer to them. The copy lacks what no item refers to. So a source that adds from several threads,
 * in an order that differs from run to run, still makes the same bytes.
 */
final class CanonicalCopy {
    private final SymbolsBuilder source;
    private final SymbolsBuilder copy = new SymbolsBuilder();
    private final byte[] data;

    /** The number of each name in the copy plus one, by its number in the source; 0 if it is not copied yet. */
    private final int[] names;

    /** The node of each type in the copy plus one, by its node in the source; 0 if it is not copied yet. */
    private final int[] types;

    private int at;

    private CanonicalCopy(SymbolsBuilder source) {
        this.source = source;
        this.data = source.data().array();
        this.names = new int[source.strings().entries().size()];
        this.types = new int[source.pool().count()];
    }

    static SymbolsBuilder of(SymbolsBuilder source) {
        return new CanonicalCopy(source).copy();
    }

    private SymbolsBuilder copy() {
        copy.meta(source);
        NamedItems bases = source.bases();
        for (int item : bases.byName(source.strings())) {
            copy.base(name(bases.name(item)), source.baseValues().array(), bases.place(item));
        }
        NamedItems structs = source.structs();
        for (int item : structs.byName(source.strings())) {
            at = structs.place(item);
            struct(name(structs.name(item)));
        }
        NamedItems enums = source.enums();
        for (int item : enums.byName(source.strings())) {
            at = enums.place(item);
            enumeration(name(enums.name(item)));
        }
        NamedItems constants = source.constants();
        for (int item : constants.byName(source.strings())) {
            at = constants.place(item);
            int length = (int) varint();
            copy.constantData(name(constants.name(item)), data, at, length);
        }
        symbols(source.symbols());
        return copy;
    }

    private void struct(int name) {
        long sizeAndUnion = varint();
        int members = (int) varint();
        copy.beginStruct(name, (sizeAndUnion & 1) != 0, sizeAndUnion >>> 1, members);
        for (int i = 0; i < members; i++) {
            int member = name((int) varint());
            long offset = varint();
            long typeAndAnonymous = varint();
            copy.member(member, offset, type((int) (typeAndAnonymous >>> 1)), (typeAndAnonymous & 1) != 0);
        }
    }

    private void enumeration(int name) {
        int size = (int) varint();
        int base = name((int) varint());
        int constants = (int) varint();
        copy.beginEnum(name, size, base, constants);
        for (int i = 0; i < constants; i++) {
            int constant = name((int) varint());
            long value = varint();
            copy.enumConstant(constant, (value >>> 1) ^ -(value & 1));
        }
    }

    private void symbols(SymbolList symbols) {
        int[] order = symbols.byName(source.strings());
        int start = 0;
        for (int end = 1; end <= order.length; end++) {
            if (end == order.length || symbols.name(order[end]) != symbols.name(order[start])) {
                // Backwards: of equal names, the last one added to the source must be the last one in the copy too.
                for (int i = end - 1; i >= start; i--) {
                    int type = symbols.type(order[i]);
                    copy.symbol(name(symbols.name(order[i])), symbols.address(order[i]), type < 0 ? type : type(type));
                }
                start = end;
            }
        }
    }

    private int name(int number) {
        if (names[number] == 0) {
            StringPool strings = source.strings();
            names[number] =
                    1 + copy.strings().intern(strings.entries().array(), strings.start(number), strings.length(number));
        }
        return names[number] - 1;
    }

    private int type(int node) {
        if (types[node] == 0) {
            copyType(node);
        }
        return types[node] - 1;
    }

    private void copyType(int node) {
        // A loop in place of a recursion: a hostile source can nest types deeper than the stack allows.
        Deque<Integer> missing = new ArrayDeque<>();
        int next = node;
        while (types[next] == 0) {
            missing.push(next);
            if (!source.pool().refersToType(next)) {
                break;
            }
            next = source.pool().a(next);
        }
        while (!missing.isEmpty()) {
            int inner = missing.pop();
            types[inner] = 1 + typeOf(inner);
        }
    }

    private int typeOf(int node) {
        TypePool pool = source.pool();
        int a = pool.a(node);
        int mapped = pool.refersToType(node) ? types[a] - 1 : pool.refersToName(node) ? name(a) : a;
        return copy.pool().node(pool.kind(node), mapped, pool.b(node));
    }

    private long varint() {
        long value = 0;
        int shift = 0;
        while (data[at] < 0) {
            value |= (data[at++] & 0x7fL) << shift;
            shift += 7;
        }
        return value | (long) data[at++] << shift;
    }
}
