package io.nodememory.kernel.object;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes {@link KernelObject}s from a kernel's types and memory, and caches resolved member paths. */
public final class Types {
    /** The most bytes of a text behind a character pointer. */
    static final int TEXT_LIMIT = 64 * 1024;

    private final Symbols symbols;
    private final AddressSpace memory;
    private final Map<String, Optional<StructType>> structs = new ConcurrentHashMap<>();
    private final Map<StructType, Map<String, Optional<Member>>> paths = new ConcurrentHashMap<>();

    private volatile Map<String, Long> constants;

    public Types(Symbols symbols, AddressSpace memory) {
        this.symbols = symbols;
        this.memory = memory;
    }

    public Symbols symbols() {
        return symbols;
    }

    public AddressSpace memory() {
        return memory;
    }

    /** @throws MissingSymbolException if the description of the type is unreadable, such as BTF in a damaged image */
    public Optional<StructType> find(String struct) {
        try {
            return structs.computeIfAbsent(struct, symbols::struct);
        } catch (BadInputException e) {
            throw new MissingSymbolException("the struct %s cannot be read: %s".formatted(struct, e.getMessage()));
        }
    }

    public StructType require(String struct) {
        return find(struct).orElseThrow(() -> new MissingSymbolException("this kernel has no struct " + struct));
    }

    /** Whether the struct exists and has the member. */
    public boolean has(String struct, String path) {
        return find(struct).flatMap(type -> find(type, path)).isPresent();
    }

    /** The offset of the member in bytes from the start of the struct. */
    public long offsetOf(String struct, String path) {
        return require(require(struct), path).offset();
    }

    public KernelObject object(String struct, long address) {
        return new KernelObject(this, require(struct), address);
    }

    /** The value of an enumerator of any enumeration. */
    public Optional<Long> constant(String enumerator) {
        if (constants == null) {
            Map<String, Long> all = new HashMap<>();
            symbols.enumNames()
                    .forEach(name -> symbols.enumeration(name)
                            .ifPresent(e -> e.constants().forEach(all::putIfAbsent)));
            constants = all;
        }
        return Optional.ofNullable(constants.get(enumerator));
    }

    /** The {@code struct} that holds the member {@code path} at {@code memberAddress}. */
    public KernelObject containerOf(long memberAddress, String struct, String path) {
        return object(struct, memberAddress - offsetOf(struct, path));
    }

    Optional<Member> find(StructType type, String path) {
        Map<String, Optional<Member>> known = paths.computeIfAbsent(type, t -> new ConcurrentHashMap<>());
        Optional<Member> member = known.get(path);
        if (member == null) {
            member = resolve(type, path);
            known.put(path, member);
        }
        return member;
    }

    private Optional<Member> resolve(StructType type, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return type.member(path);
        }
        return type.member(path.substring(0, dot))
                .flatMap(outer -> outer.type() instanceof Type.Reference reference
                        ? find(reference.name())
                                .flatMap(inner -> find(inner, path.substring(dot + 1)))
                                .map(m -> new Member(m.name(), outer.offset() + m.offset(), m.type(), m.anonymous()))
                        : Optional.empty());
    }

    Member require(StructType type, String path) {
        return find(type, path)
                .orElseThrow(
                        () -> new MissingSymbolException("struct %s has no member %s".formatted(type.name(), path)));
    }

    Type.Array arrayOf(StructType type, String path) {
        if (require(type, path).type() instanceof Type.Array array) {
            return array;
        }
        throw new MissingSymbolException("%s.%s is not an array".formatted(type.name(), path));
    }

    /** The size in bytes of a value of a type. */
    public long sizeOf(Type type) {
        if (type instanceof Type.Base base) {
            return base.size();
        } else if (type instanceof Type.Pointer) {
            return 8;
        } else if (type instanceof Type.Array array) {
            return array.count() * sizeOf(array.element());
        } else if (type instanceof Type.Reference reference) {
            return require(reference.name()).size();
        } else if (type instanceof Type.EnumReference reference) {
            return symbols.enumeration(reference.name())
                    .orElseThrow(() -> new MissingSymbolException("this kernel has no enum " + reference.name()))
                    .size();
        } else if (type instanceof Type.BitField field) {
            return sizeOf(field.type());
        }
        return 1;
    }

    /**
     * The value of a number, pointer, bit field or enumerator, sign-extended; for a struct around a single number, that number.
     *
     * @param path the name of the value in error messages
     */
    public long readNumber(long address, Type type, String path) {
        if (type instanceof Type.Base base) {
            return extend(memory.readNumber(address, base.size()), base.size() * 8, base.signed());
        } else if (type instanceof Type.Pointer) {
            return memory.readPointer(address);
        } else if (type instanceof Type.BitField field) {
            long whole = memory.readNumber(address, (int) sizeOf(field.type()));
            boolean signed = field.type() instanceof Type.Base base && base.signed();
            return extend(whole >>> field.position(), field.length(), signed);
        } else if (type instanceof Type.EnumReference) {
            int size = (int) sizeOf(type);
            return extend(memory.readNumber(address, size), size * 8, true);
        }
        // A struct around a single number (kuid_t, atomic_t, refcount_t, …) reads as that number.
        if (type instanceof Type.Reference reference) {
            StructType struct = require(reference.name());
            if (struct.members().size() == 1) {
                Member only = struct.members().get(0);
                return readNumber(address + only.offset(), only.type(), path);
            }
        }
        throw new MissingSymbolException("%s is not a number but %s".formatted(path, type));
    }

    private static long extend(long value, int bits, boolean signed) {
        if (bits >= 64) {
            return value;
        }
        int unused = 64 - bits;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }
}
