package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.symbols.MemberLookup;
import io.nodememory.kernel.symbols.StructType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A struct or union of a BTF blob; {@code lookup} finds inner anonymous types by their generated names. */
final class BtfStruct implements StructType {
    private final String name;
    private final boolean union;
    private final long size;
    private final List<Member> members;
    private final Function<String, Optional<StructType>> lookup;

    BtfStruct(
            String name,
            boolean union,
            long size,
            List<Member> members,
            Function<String, Optional<StructType>> lookup) {
        this.name = name;
        this.union = union;
        this.size = size;
        this.members = List.copyOf(members);
        this.lookup = lookup;
    }

    /** Returns the same struct under the name of a typedef. */
    BtfStruct as(String other) {
        return new BtfStruct(other, union, size, members, lookup);
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
    public Optional<Member> member(String wanted) {
        return MemberLookup.find(this, wanted, lookup);
    }
}
