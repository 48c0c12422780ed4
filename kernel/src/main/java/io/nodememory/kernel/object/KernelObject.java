package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A struct or union at a kernel address. A path through embedded structs names a member ({@code signal},
 * {@code thread_info.cpu}); members of inner anonymous structs count as members of the outer struct.
 *
 * <p>Reading throws {@link UnreadableMemoryException} for memory that the image lacks and {@link MissingSymbolException} for
 * members that this kernel lacks.
 */
public final class KernelObject {
    private final Types types;
    private final StructType type;
    private final long address;

    KernelObject(Types types, StructType type, long address) {
        this.types = types;
        this.type = type;
        this.address = address;
    }

    public long address() {
        return address;
    }

    public StructType type() {
        return type;
    }

    /** Whether the type has the member in this kernel. */
    public boolean has(String path) {
        return types.find(type, path).isPresent();
    }

    /** The address of a member. */
    public long addressOf(String path) {
        return address + types.require(type, path).offset();
    }

    /** The value of an integer, enum, boolean, pointer or bit field, sign-extended if its type is signed. */
    public long number(String path) {
        Member member = types.require(type, path);
        return types.readNumber(address + member.offset(), member.type(), path);
    }

    /** The value of a member that only some kernels have. */
    public Optional<Long> numberIfPresent(String path) {
        return has(path) ? Optional.of(number(path)) : Optional.empty();
    }

    /** An embedded struct or union. */
    public KernelObject embedded(String path) {
        Member member = types.require(type, path);
        if (member.type() instanceof Type.Reference reference) {
            return types.object(reference.name(), address + member.offset());
        }
        throw new MissingSymbolException("%s.%s is not an embedded struct".formatted(type.name(), path));
    }

    /** The struct to which a pointer member points; empty for a null pointer. */
    public Optional<KernelObject> follow(String path) {
        Member member = types.require(type, path);
        if (member.type() instanceof Type.Pointer pointer && pointer.target() instanceof Type.Reference reference) {
            return followAs(path, reference.name());
        }
        throw new MissingSymbolException("%s.%s is not a pointer to a struct".formatted(type.name(), path));
    }

    /** Like {@link #follow}, for a pointer whose declared type does not name the target. */
    public Optional<KernelObject> followAs(String path, String struct) {
        long target = number(path);
        return target == 0 ? Optional.empty() : Optional.of(types.object(struct, target));
    }

    /** Like {@link #follow}, for a pointer that must not be null. */
    public KernelObject target(String path) {
        return follow(path)
                .orElseThrow(() -> new UnreadableMemoryException(
                        addressOf(path), "%s.%s is a null pointer".formatted(type.name(), path)));
    }

    /** Like {@link #followAs}, for a pointer that must not be null. */
    public KernelObject targetAs(String path, String struct) {
        return followAs(path, struct)
                .orElseThrow(() -> new UnreadableMemoryException(
                        addressOf(path), "%s.%s is a null pointer".formatted(type.name(), path)));
    }

    /** The object that holds this one as its member {@code path}, like the kernel's {@code container_of}. */
    public KernelObject containerOf(String struct, String path) {
        return types.containerOf(address, struct, path);
    }

    /** The text in a character array member, or behind a character pointer member, up to its NUL; decoded as UTF-8. */
    public String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /** The bytes of {@link #text}. They end with the array; a flexible array and a pointer give at most 64 KiB. */
    public byte[] bytes(String path) {
        Member member = types.require(type, path);
        if (member.type() instanceof Type.Array array) {
            int limit = array.count() == 0 ? Types.TEXT_LIMIT : (int) Math.min(array.count(), Types.TEXT_LIMIT);
            return types.memory().readCString(address + member.offset(), limit);
        }
        long target = types.memory().readPointer(address + member.offset());
        return target == 0 ? new byte[0] : types.memory().readCString(target, Types.TEXT_LIMIT);
    }

    /** Whether a member is an array in this kernel; some members are a single value in other kernels. */
    public boolean isArray(String path) {
        return types.require(type, path).type() instanceof Type.Array;
    }

    /** The number of elements of an array member. */
    public long count(String path) {
        return types.arrayOf(type, path).count();
    }

    /** The address of element {@code index} of an array member; the index of a flexible array is not checked. */
    public long elementAddress(String path, long index) {
        Type.Array array = types.arrayOf(type, path);
        if (index < 0 || (array.count() > 0 && index >= array.count())) {
            throw new UnreadableMemoryException(
                    addressOf(path), "%s.%s has no element %d".formatted(type.name(), path, index));
        }
        return addressOf(path) + index * types.sizeOf(array.element());
    }

    /** The value of an integer or pointer element of an array member. */
    public long element(String path, long index) {
        return types.readNumber(
                elementAddress(path, index), types.arrayOf(type, path).element(), path);
    }

    /** An element of an array of structs. */
    public KernelObject elementObject(String path, long index) {
        if (types.arrayOf(type, path).element() instanceof Type.Reference reference) {
            return types.object(reference.name(), elementAddress(path, index));
        }
        throw new MissingSymbolException("%s.%s is not an array of structs".formatted(type.name(), path));
    }

    /** An object of another type at the same address. */
    public KernelObject as(String struct) {
        return types.object(struct, address);
    }

    /** An object of the same type at another address. */
    public KernelObject at(long otherAddress) {
        return new KernelObject(types, type, otherAddress);
    }

    /** Whether this kernel has a struct or union with a name. */
    public boolean isKnown(String struct) {
        return types.find(struct).isPresent();
    }

    public AddressSpace memory() {
        return types.memory();
    }

    public Symbols symbols() {
        return types.symbols();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelObject o
                && o.address == address
                && o.type.name().equals(type.name());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address);
    }

    @Override
    public String toString() {
        return "(struct %s *)0x%016x".formatted(type.name(), address);
    }
}
