package io.nodememory.kernel.symbols;

import java.util.List;
import java.util.Optional;

/** A struct or union. */
public interface StructType {
    /**
     * A member of a struct or union.
     *
     * @param offset bytes from the start of the struct that was asked, also where the member lies in anonymous inner ones
     * @param anonymous an unnamed inner struct or union, whose members count as members of the outer one
     */
    record Member(String name, long offset, Type type, boolean anonymous) {}

    String name();

    boolean union();

    /** Size in bytes. */
    long size();

    /** The members as declared, in order of declaration; anonymous ones as one member each. */
    List<Member> members();

    /** The member of that name among {@link #members()}. */
    default Optional<Member> direct(String name) {
        return members().stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** The member of that name, also one inside anonymous structs and unions at any depth. */
    Optional<Member> member(String name);
}
