package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.DecodedStruct;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The C types of a BTF blob. Structs are decoded on demand, because a session uses a few hundred of ten thousand.
 *
 * <p>A struct behind a typedef is found by the name of the typedef too, unless a tag has that name. Anonymous types are also
 * found as {@code unnamed_ID}, where ID is the type id.
 */
public final class BtfTypes {
    /** The deepest nesting of types. The kernel's own limit for BTF is 32 (kernel/bpf/btf.c, MAX_RESOLVE_DEPTH). */
    private static final int MAX_DEPTH = 64;

    private final Btf btf;
    private final BtfNames names;
    private final Map<Integer, DecodedStruct> structs = new ConcurrentHashMap<>();

    public BtfTypes(Btf btf) {
        this.btf = btf;
        this.names = new BtfNames(btf);
    }

    public Btf btf() {
        return btf;
    }

    public Optional<StructType> struct(String name) {
        Integer id = names.struct(name);
        return id == null ? Optional.empty() : Optional.of(named(struct(id), name));
    }

    public Optional<EnumType> enumeration(String name) {
        Integer id = names.enumeration(name);
        return id == null ? Optional.empty() : Optional.of(enumeration(id, name));
    }

    public Optional<Type.Base> base(String name) {
        return Optional.ofNullable(names.base(name)).map(this::base);
    }

    /** The type of a variable. BTF has the types of per-CPU variables; some producers add those of all global variables. */
    public Optional<Type> variable(String name) {
        return Optional.ofNullable(names.variable(name)).map(id -> type(btf.sizeOrType(id)));
    }

    /** The offsets in bytes of all per-CPU variables from the start of their section, by name. */
    public Map<String, Long> perCpuOffsets() {
        Map<String, Long> offsets = new LinkedHashMap<>();
        Integer section = names.section(".data..percpu");
        for (int i = 0; section != null && i < btf.length(section); i++) {
            offsets.put(btf.name(btf.extra(section, i * 12)), Integer.toUnsignedLong(btf.extra(section, i * 12 + 4)));
        }
        return offsets;
    }

    public Stream<String> structNames() {
        return names.structs();
    }

    public Stream<String> enumNames() {
        return names.enumerations();
    }

    public Stream<Type.Base> bases() {
        return names.bases().map(this::base);
    }

    public Stream<String> variableNames() {
        return names.variables();
    }

    private static StructType named(DecodedStruct struct, String name) {
        return struct.name().equals(name) ? struct : struct.as(name);
    }

    private DecodedStruct struct(int id) {
        DecodedStruct known = structs.get(id);
        if (known == null) {
            known = decode(id);
            structs.put(id, known);
        }
        return known;
    }

    private DecodedStruct decode(int id) {
        int length = btf.length(id);
        List<Member> members = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            String name = btf.string(btf.extra(id, i * 12));
            int typeId = btf.extra(id, i * 12 + 4);
            int word = btf.extra(id, i * 12 + 8);
            long bit = Integer.toUnsignedLong(btf.flag(id) ? word & 0xffffff : word);
            int bits = btf.flag(id) ? word >>> 24 : 0;
            Member member = member(name, type(typeId), typeId, bit, bits);
            if (!member.name().isEmpty() || member.anonymous()) {
                members.add(member);
            }
        }
        long size = Integer.toUnsignedLong(btf.sizeOrType(id));
        return new DecodedStruct(names.of(id), btf.kind(id) == BtfKind.UNION, size, members, this::struct);
    }

    private Member member(String name, Type type, int typeId, long bit, int bits) {
        int resolved = skip(typeId);
        if (bits == 0 && btf.kind(resolved) == BtfKind.INT) {
            // Without the kind flag, a bit field is an integer type of few bits at a bit offset.
            int encoding = btf.extra(resolved, 0);
            int width = encoding & 0xff;
            int size = btf.sizeOrType(resolved);
            if (width != 0 && width < size * 8) {
                bits = width;
                bit += encoding >>> 16 & 0xff;
            }
        }
        boolean anonymous = name.isEmpty() && type instanceof Type.Reference;
        if (bits == 0) {
            return new Member(name, bit / 8, type, anonymous);
        }
        long unit = 8L * Math.max(1, Math.min(8, sizeOfUnit(resolved)));
        // A bit field lies in an aligned unit of its type or, in a packed struct, across two units.
        boolean fits = bit % unit + bits <= unit;
        long start = fits ? bit / unit * unit : bit / 8 * 8;
        return new Member(name, start / 8, new Type.BitField(type, (int) (bit - start), bits), false);
    }

    private int sizeOfUnit(int id) {
        return switch (btf.kind(id)) {
            case INT, ENUM, ENUM64 -> btf.sizeOrType(id);
            default -> 8;
        };
    }

    /** The type with an id, as members and variables have it. */
    Type type(int id) {
        return type(id, 0);
    }

    private Type type(int id, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BadInputException("BTF types nest more than %d deep at type %d".formatted(MAX_DEPTH, id));
        }
        int target = skip(id);
        return switch (btf.kind(target)) {
            case INT, FLOAT -> base(target);
            case PTR -> new Type.Pointer(type(btf.sizeOrType(target), depth + 1));
            case ARRAY ->
                new Type.Array(type(btf.extra(target, 0), depth + 1), Integer.toUnsignedLong(btf.extra(target, 8)));
            case STRUCT, UNION -> new Type.Reference(names.through(id, target));
            case FWD -> new Type.Reference(btf.name(target));
            case ENUM, ENUM64 -> new Type.EnumReference(names.through(id, target));
            case FUNC, FUNC_PROTO -> new Type.Function();
            default -> new Type.Unknown();
        };
    }

    /** Follows typedefs and qualifiers to the type behind them. */
    private int skip(int id) {
        return names.skip(id);
    }

    private Type.Base base(int id) {
        int size = btf.sizeOrType(id);
        if (size < 0 || size > 16) {
            throw new BadInputException(
                    "BTF type %d is a number of %s bytes".formatted(id, Integer.toUnsignedString(size)));
        }
        String name = btf.name(id);
        // Before BTF had floats, pahole wrote them as integers of that name.
        if (btf.kind(id) == BtfKind.FLOAT || name.equals("double") || name.equals("float")) {
            return new Type.Base(name, size, true, Type.Base.Kind.FLOAT);
        }
        int encoding = btf.extra(id, 0) >>> 24 & 0xf;
        boolean signed = (encoding & 1) != 0 || name.equals("signed char");
        if ((encoding & 4) != 0) {
            return new Type.Base(name, size, signed, Type.Base.Kind.BOOL);
        }
        // pahole omits the mark for characters, so the name decides.
        boolean character = (encoding & 2) != 0 || (size == 1 && name.contains("char"));
        return new Type.Base(name, size, signed, character ? Type.Base.Kind.CHAR : Type.Base.Kind.INT);
    }

    private EnumType enumeration(int id, String name) {
        Map<String, Long> constants = new LinkedHashMap<>();
        boolean wide = btf.kind(id) == BtfKind.ENUM64;
        // Without that mark the sign is unknown; producers declared the field as signed then.
        boolean signed = btf.flag(id) || !btf.signedEnumsMarked();
        int stride = wide ? 12 : 8;
        for (int i = 0; i < btf.length(id); i++) {
            int low = btf.extra(id, i * stride + 4);
            long value = wide
                    ? Integer.toUnsignedLong(low) | (long) btf.extra(id, i * stride + 8) << 32
                    : signed ? low : Integer.toUnsignedLong(low);
            constants.put(btf.string(btf.extra(id, i * stride)), value);
        }
        return new EnumType(name, btf.sizeOrType(id), constants);
    }
}
