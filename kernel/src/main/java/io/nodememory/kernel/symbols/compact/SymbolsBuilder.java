package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers types and symbols from any source. Of equally named types the last one added counts; of equally named symbols
 * too when asked by name, though all stay for looking up addresses. For one thread.
 */
public final class SymbolsBuilder {
    /** Stands in the compact form for the base type of an enumeration whose source does not name it. */
    public static final String UNKNOWN_BASE = "";

    private final StringPool strings = new StringPool();
    private final TypePool types = new TypePool();
    private final ByteSink data = new ByteSink(1 << 16);
    private final NamedItems structs = new NamedItems();
    private final NamedItems enums = new NamedItems();
    private final NamedItems constants = new NamedItems();
    private final NamedItems bases = new NamedItems();
    private final ByteSink baseValues = new ByteSink(1 << 10);
    private int[] symbolNames = new int[1 << 12];
    private int[] symbolTypes = new int[1 << 12];
    private long[] symbolAddresses = new long[1 << 12];
    private int symbolCount;
    private Origin origin = new Origin("unknown", false);
    private String banner;
    private String buildId;

    /** The symbols of one source placed on the types of another. */
    public static SymbolsBuilder of(Symbols types, Symbols symbols) {
        return new SymbolsBuilder().types(types).symbols(symbols);
    }

    public SymbolsBuilder origin(Origin value) {
        origin = value;
        return this;
    }

    /** The kernel's {@code linux_banner}; what follows the first line is dropped. */
    public SymbolsBuilder banner(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) != '\n' && value.charAt(end) != 0) {
            end++;
        }
        banner = value.substring(0, end);
        return this;
    }

    /** @param hex the GNU build id in hexadecimal */
    public SymbolsBuilder buildId(String hex) {
        buildId = hex.toLowerCase(Locale.ROOT);
        return this;
    }

    public SymbolsBuilder base(Type.Base base) {
        bases.add(strings.intern(base.name()), baseValues.size());
        baseValues.u32(base.size());
        baseValues.u32(base.signed() ? 1 : 0);
        baseValues.u32(CompactFormat.number(base.kind()));
        return this;
    }

    /** @param size in bytes */
    public SymbolsBuilder struct(String name, boolean union, long size, List<Member> members) {
        beginStruct(strings.intern(name), union, size, members.size());
        for (Member member : members) {
            member(strings.intern(member.name()), member.offset(), type(member.type()), member.anonymous());
        }
        return this;
    }

    public SymbolsBuilder enumeration(EnumType type) {
        return enumeration(type, UNKNOWN_BASE);
    }

    public SymbolsBuilder enumeration(EnumType type, String base) {
        beginEnum(
                strings.intern(type.name()),
                type.size(),
                strings.intern(base),
                type.constants().size());
        for (Map.Entry<String, Long> constant : type.constants().entrySet()) {
            enumConstant(strings.intern(constant.getKey()), constant.getValue());
        }
        return this;
    }

    /** @param typeOrNull null where only the name is known */
    public SymbolsBuilder symbol(String name, long address, Type typeOrNull) {
        symbol(strings.intern(name), address, typeOrNull == null ? -1 : type(typeOrNull));
        return this;
    }

    /** The read-only contents of a symbol, such as those of {@code linux_banner}. */
    public SymbolsBuilder constantData(String symbol, byte[] contents) {
        constants.add(strings.intern(symbol), data.size());
        data.varint(contents.length);
        data.bytes(contents, 0, contents.length);
        return this;
    }

    /** Adds all types of other symbols. */
    public SymbolsBuilder types(Symbols other) {
        other.bases().forEach(this::base);
        other.structNames()
                .forEach(name -> other.struct(name)
                        .ifPresent(struct -> struct(name, struct.union(), struct.size(), struct.members())));
        other.enumNames().forEach(name -> other.enumeration(name).ifPresent(this::enumeration));
        return this;
    }

    /** Adds all symbols, the banner and the build id of other symbols. */
    public SymbolsBuilder symbols(Symbols other) {
        other.symbols()
                .forEach(symbol ->
                        symbol(symbol.name(), symbol.address(), symbol.type().orElse(null)));
        other.banner().ifPresent(this::banner);
        other.buildId().ifPresent(this::buildId);
        return this;
    }

    /** May be called once. */
    public Symbols build() {
        return new CompactSymbols(new CompactBytes(buildBytes(), "built symbols"));
    }

    /** The names, for sources that know them as bytes. */
    public StringPool strings() {
        return strings;
    }

    /** The types, for sources that make many of the same. */
    public TypePool pool() {
        return types;
    }

    /** Announces a struct whose {@code members} follow by {@link #member}. */
    public void beginStruct(int name, boolean union, long size, int members) {
        structs.add(name, data.size());
        data.varint((size << 1) | (union ? 1 : 0));
        data.varint(members);
    }

    /** @param type a node of {@link #pool()} */
    public void member(int name, long offset, int type, boolean anonymous) {
        data.varint(name);
        data.varint(offset);
        data.varint(((long) type << 1) | (anonymous ? 1 : 0));
    }

    /** Announces an enumeration whose {@code members} follow by {@link #enumConstant}; {@code base} is a name. */
    public void beginEnum(int name, int size, int base, int members) {
        enums.add(name, data.size());
        data.varint(size);
        data.varint(base);
        data.varint(members);
    }

    public void enumConstant(int name, long value) {
        data.varint(name);
        data.signedVarint(value);
    }

    /** @param type a node of {@link #pool()}, -1 where it is not known */
    public void symbol(int name, long address, int type) {
        if (symbolCount == symbolNames.length) {
            int more = symbolCount * 2;
            symbolNames = Arrays.copyOf(symbolNames, more);
            symbolTypes = Arrays.copyOf(symbolTypes, more);
            symbolAddresses = Arrays.copyOf(symbolAddresses, more);
        }
        symbolNames[symbolCount] = name;
        symbolTypes[symbolCount] = type + 1;
        symbolAddresses[symbolCount++] = address;
    }

    private int type(Type type) {
        if (type instanceof Type.Base base) {
            return types.base(strings.intern(base.name()));
        } else if (type instanceof Type.Pointer pointer) {
            return types.pointer(type(pointer.target()));
        } else if (type instanceof Type.Array array) {
            return types.array(type(array.element()), array.count());
        } else if (type instanceof Type.Reference reference) {
            return types.composite(strings.intern(reference.name()), false);
        } else if (type instanceof Type.EnumReference reference) {
            return types.enumeration(strings.intern(reference.name()));
        } else if (type instanceof Type.BitField field) {
            return types.bitField(type(field.type()), field.position(), field.length());
        }
        return type instanceof Type.Function ? types.function() : types.voidType();
    }

    byte[] buildBytes() {
        int description = strings.intern(clip(origin.description()));
        int bannerName = banner == null ? -1 : strings.intern(clip(banner));
        int buildIdName = buildId == null ? -1 : strings.intern(clip(buildId));
        CompactWriter out = new CompactWriter(strings.entries().size() + data.size() + symbolCount * 20 + (1 << 20));
        out.begin(Section.SYMBOL_ADDRESSES);
        // Of equal names the last one added comes first, where a search by name finds it.
        int[] byName = IndexSort.by(symbolCount, (left, right) -> {
            int order = strings.compare(symbolNames[left], symbolNames[right]);
            return order != 0 ? order : Integer.compare(right, left);
        });
        long[] addresses = new long[symbolCount];
        for (int i = 0; i < symbolCount; i++) {
            addresses[i] = symbolAddresses[byName[i]];
            out.sink().u64(addresses[i]);
        }
        out.begin(Section.SYMBOL_NAMES);
        for (int i : byName) {
            out.sink().u32(symbolNames[i]);
        }
        out.begin(Section.SYMBOL_TYPES);
        for (int i : byName) {
            out.sink().u32(symbolTypes[i]);
        }
        out.begin(Section.SYMBOLS_BY_ADDRESS);
        for (int i : IndexSort.byUnsigned(addresses, symbolCount)) {
            out.sink().u32(i);
        }
        out.begin(Section.META);
        out.sink().u32(description);
        out.sink().u32(bannerName);
        out.sink().u32(buildIdName);
        out.sink().u32(origin.relocated() ? 1 : 0);
        out.begin(Section.TYPES);
        types.writeTo(out.sink());
        out.begin(Section.BASES);
        bases.write(strings, out.sink(), (sink, place) -> sink.bytes(baseValues.array(), place, 12));
        for (Map.Entry<Section, NamedItems> named : Map.of(
                        Section.STRUCTS, structs, Section.ENUMS, enums, Section.CONSTANT_DATA, constants)
                .entrySet()) {
            out.begin(named.getKey());
            named.getValue().write(strings, out.sink(), ByteSink::u32);
        }
        out.begin(Section.DATA);
        out.sink().bytes(data.array(), 0, data.size());
        out.begin(Section.STRINGS);
        out.sink().bytes(strings.entries().array(), 0, strings.entries().size());
        return out.finish();
    }

    private static String clip(String text) {
        return text.length() > 4096 ? text.substring(0, 4096) : text;
    }
}
