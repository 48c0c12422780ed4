package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares types from DWARF with those from the BTF of the same kernel, as far as BTF describes them. pahole joins all dimensions
 * of an array, anonymous types have other generated names, and the names of several typedefs of one type may differ.
 */
final class TypeComparison {
    private static final int DEEPEST = 6;

    private final Symbols dwarf;
    private final BtfTypes btf;
    private final List<String> differences = new ArrayList<>();
    private int members;

    TypeComparison(Symbols dwarf, BtfTypes btf) {
        this.dwarf = dwarf;
        this.btf = btf;
    }

    int members() {
        return members;
    }

    /** The differences between two structs. */
    List<String> compare(StructType expected, StructType actual) {
        differences.clear();
        compare(expected.name(), expected, actual, 0);
        return List.copyOf(differences);
    }

    private void compare(String path, StructType expected, StructType actual, int depth) {
        if (expected.size() != actual.size() || expected.union() != actual.union()) {
            differences.add("%s: size %d, %d".formatted(path, expected.size(), actual.size()));
            return;
        }
        Map<String, Member> named = named(actual);
        Map<String, Member> wanted = named(expected);
        if (!named.keySet().equals(wanted.keySet())) {
            differences.add("%s: members %s, %s".formatted(path, wanted.keySet(), named.keySet()));
            return;
        }
        wanted.forEach((name, member) -> {
            members++;
            same(path + "." + name, firstBit(member), firstBit(named.get(name)));
            compare(path + "." + name, member.type(), named.get(name).type(), depth);
        });
        List<Member> inner = anonymous(actual);
        List<Member> wantedInner = anonymous(expected);
        same(path + " anonymous members", wantedInner.size(), inner.size());
        for (int i = 0; i < Math.min(inner.size(), wantedInner.size()); i++) {
            same(path + " anonymous", wantedInner.get(i).offset(), inner.get(i).offset());
            compare(
                    path + ".{" + i + "}",
                    wantedInner.get(i).type(),
                    inner.get(i).type(),
                    depth);
        }
    }

    private static Map<String, Member> named(StructType type) {
        Map<String, Member> named = new TreeMap<>();
        type.members().stream()
                .filter(member -> !member.anonymous())
                .forEach(member -> named.put(member.name(), member));
        return named;
    }

    private static List<Member> anonymous(StructType type) {
        return type.members().stream()
                .filter(Member::anonymous)
                .sorted(Comparator.comparingLong(Member::offset))
                .toList();
    }

    private static long firstBit(Member member) {
        return member.offset() * 8 + (member.type() instanceof Type.BitField field ? field.position() : 0);
    }

    private void same(String path, long expected, long actual) {
        if (expected != actual) {
            differences.add("%s: %d, %d".formatted(path, expected, actual));
        }
    }

    private void compare(String path, Type expected, Type actual, int depth) {
        if (expected instanceof Type.Pointer p && actual instanceof Type.Pointer q) {
            compare(path + "*", p.target(), q.target(), depth);
        } else if (expected instanceof Type.Array p && actual instanceof Type.Array q) {
            same(path + "[]", elements(p), elements(q));
            compare(path + "[]", element(p), element(q), depth);
        } else if (expected instanceof Type.BitField p && actual instanceof Type.BitField q) {
            same(path + ":", p.length(), q.length());
            compare(path, p.type(), q.type(), depth);
        } else if (expected instanceof Type.Reference p && actual instanceof Type.Reference q) {
            if (!p.name().equals(q.name())) {
                references(path, p.name(), q.name(), depth);
            }
        } else if (expected instanceof Type.Base p && actual instanceof Type.Base q) {
            if (!p.name().equals(q.name()) || p.size() != q.size()) {
                differences.add("%s: %s, %s".formatted(path, p, q));
            }
        } else if (expected.getClass() != actual.getClass()) {
            differences.add("%s: %s, %s".formatted(path, expected, actual));
        }
    }

    private void references(String path, String expected, String actual, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        StructType left = dwarf.struct(expected).orElse(null);
        StructType right = btf.struct(actual).orElse(null);
        if (left == null || right == null) {
            differences.add("%s: %s, %s".formatted(path, expected, actual));
        } else {
            compare(path, left, right, depth + 1);
        }
    }

    private static long elements(Type.Array array) {
        return array.count() * (array.element() instanceof Type.Array inner ? elements(inner) : 1);
    }

    private static Type element(Type.Array array) {
        return array.element() instanceof Type.Array inner ? element(inner) : array.element();
    }
}
