package io.nodememory.kernel.symbols;

import io.nodememory.kernel.symbols.StructType.Member;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds a member by its name as C does, which includes members of anonymous structs and unions at any depth. */
public final class MemberLookup {
    private final Function<String, Optional<StructType>> types;
    private final String wanted;

    /** The anonymous types visited so far, because a crafted type may contain itself. */
    private final Set<String> entered = new HashSet<>();

    private MemberLookup(Function<String, Optional<StructType>> types, String wanted) {
        this.types = types;
        this.wanted = wanted;
    }

    /** @param types finds inner anonymous types by their generated names */
    public static Optional<Member> find(
            StructType struct, String wanted, Function<String, Optional<StructType>> types) {
        return new MemberLookup(types, wanted).in(struct, 0);
    }

    private Optional<Member> in(StructType struct, long offset) {
        Optional<Member> direct = struct.direct(wanted);
        if (direct.isPresent()) {
            return direct.map(member -> moved(member, offset));
        }
        for (Member member : struct.members()) {
            if (member.anonymous() && member.type() instanceof Type.Reference inner && entered.add(inner.name())) {
                Optional<Member> found = types.apply(inner.name()).flatMap(type -> in(type, offset + member.offset()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Member moved(Member member, long offset) {
        return offset == 0
                ? member
                : new Member(member.name(), offset + member.offset(), member.type(), member.anonymous());
    }
}
