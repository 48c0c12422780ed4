package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.MemberLookup;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A struct or union with decoded members. It equals only itself. */
final class CompactStruct implements StructType {
    private final Symbols symbols;
    private final String name;
    private final boolean union;
    private final long size;
    private final List<Member> members;
    private final Map<String, Member> byName;

    CompactStruct(Symbols symbols, String name, boolean union, long size, List<Member> members) {
        this.symbols = symbols;
        this.name = name;
        this.union = union;
        this.size = size;
        this.members = members;
        this.byName = new HashMap<>(members.size() * 2);
        for (Member member : members) {
            byName.putIfAbsent(member.name(), member);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean union() {
        return union;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public Optional<Member> direct(String wanted) {
        return Optional.ofNullable(byName.get(wanted));
    }

    @Override
    public Optional<Member> member(String wanted) {
        return MemberLookup.find(this, wanted, symbols::struct);
    }

    @Override
    public String toString() {
        return (union ? "union " : "struct ") + name;
    }
}
