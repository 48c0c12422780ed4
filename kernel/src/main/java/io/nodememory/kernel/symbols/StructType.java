package io.nodememory.kernel.symbols;

import java.util.List;
import java.util.Optional;

/** A struct or union of a kernel. */
public interface StructType {
    /**
     * A member of a struct or union.
     *
     * @param offset bytes from the start of the struct that was searched, also for a member of an inner anonymous struct
     * @param anonymous whether this is an unnamed inner struct or union, whose members count as members of the outer one
     */
    record Member(String name, long offset, Type type, boolean anonymous) {}

    String name();

    boolean union();

    /** Size in bytes. */
    long size();

    /** The members in the order of declaration; each anonymous struct or union is one member. */
    List<Member> members();

    /** The member with a name among {@link #members()}. */
    default Optional<Member> direct(String name) {
        return members().stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** The member with a name, including members of anonymous structs and unions at any depth. */
    Optional<Member> member(String name);
}
