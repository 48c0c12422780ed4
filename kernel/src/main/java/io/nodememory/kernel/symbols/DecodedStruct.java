package io.nodememory.kernel.symbols;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A struct or union with decoded members. It equals only itself. */
public final class DecodedStruct implements StructType {
    private final String name;
    private final boolean union;
    private final long size;
    private final List<Member> members;
    private final Function<String, Optional<StructType>> types;
    private final Map<String, Member> byName;

    /**
     * @param size in bytes
     * @param types finds inner anonymous types by their generated names
     */
    public DecodedStruct(
            String name, boolean union, long size, List<Member> members, Function<String, Optional<StructType>> types) {
        this.name = name;
        this.union = union;
        this.size = size;
        this.members = List.copyOf(members);
        this.types = types;
        this.byName = new HashMap<>(members.size() * 2);
        for (Member member : members) {
            byName.putIfAbsent(member.name(), member);
        }
    }

    /** Returns the same struct under another name, such as that of a typedef. */
    public DecodedStruct as(String other) {
        return new DecodedStruct(other, union, size, members, types);
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
        return MemberLookup.find(this, wanted, types);
    }

    @Override
    public String toString() {
        return (union ? "union " : "struct ") + name;
    }
}
