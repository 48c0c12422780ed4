package io.nodememory.kernel.inspect;

import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.util.List;
import java.util.Optional;

/**
 * A typed value in a kernel's memory: a struct, a number, a pointer or an array.
 *
 * @param types the types of the kernel, or of a module on top of them
 * @param address the address of its first byte
 */
public record Item(Types types, Type type, long address) {
    /** The struct or union that this item is or points to. */
    public Optional<Item> struct() {
        Item target = type instanceof Type.Pointer ? target() : this;
        return target.type instanceof Type.Reference ? Optional.of(target) : Optional.empty();
    }

    /** The target of a pointer. */
    public Item target() {
        if (type instanceof Type.Pointer pointer) {
            return new Item(types, pointer.target(), types.memory().readPointer(address));
        }
        throw new MissingSymbolException("%s is no pointer".formatted(declaration()));
    }

    /** A member of the struct that this item is or points to, including members of anonymous structs and unions. */
    public Item member(String name) {
        Item struct = struct().orElseThrow(() ->
                new MissingSymbolException("%s is no struct and has no %s".formatted(declaration(), name)));
        StructType layout = struct.layout();
        Member member = layout.member(name)
                .orElseThrow(
                        () -> new MissingSymbolException("struct %s has no member %s".formatted(layout.name(), name)));
        return new Item(types, member.type(), struct.address + member.offset());
    }

    /** An element of an array, counted from 0, or the value so many elements after the target of a pointer. */
    public Item at(long index) {
        if (type instanceof Type.Array array) {
            if (index < 0 || (array.count() > 0 && index >= array.count())) {
                throw new MissingSymbolException("%s has no element %d".formatted(declaration(), index));
            }
            return new Item(types, array.element(), address + index * types.sizeOf(array.element()));
        }
        Item first = target();
        return new Item(types, first.type, first.address + index * types.sizeOf(first.type));
    }

    /** The names that {@link #member} accepts, for the struct that this item is or points to. */
    public List<Member> members() {
        return struct().map(Item::layout).map(StructType::members).orElse(List.of());
    }

    StructType layout() {
        return types.require(((Type.Reference) type).name());
    }

    /** The type as C writes it. */
    public String declaration() {
        return Declarations.of(types, type, "");
    }

    /** The address that this item stands for: the target of a pointer, the value of a number, or the item's own address. */
    public long asAddress() {
        boolean number = type instanceof Type.Pointer || (type instanceof Type.Base base && base.size() == 8);
        return number ? types.readNumber(address, type, declaration()) : address;
    }
}
