package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers types and symbols from any source. Of types with equal names the last one added counts. Symbols with equal names all
 * stay, for searches by address; a search by name finds the last one added. Not safe for use by several threads.
 */
public final class SymbolsBuilder {
    /** The name of the base type of an enumeration whose source does not name it. */
    public static final String UNKNOWN_BASE = "";

    /** Bytes of the size, flags and kind of a base type, see {@link Section#BASES}. */
    static final int BASE_VALUES = 12;

    private final StringPool strings = new StringPool();
    private final TypePool types = new TypePool();
    private final ByteSink data = new ByteSink(1 << 16);
    private final NamedItems structs = new NamedItems();
    private final NamedItems enums = new NamedItems();
    private final NamedItems constants = new NamedItems();
    private final NamedItems bases = new NamedItems();
    private final ByteSink baseValues = new ByteSink(1 << 10);
    private final SymbolList symbols = new SymbolList();
    private Origin origin = new Origin("unknown", false);
    private String banner;
    private String buildId;

    /** A builder with the types of one source and the symbols of another. */
    public static SymbolsBuilder of(Symbols types, Symbols symbols) {
        return new SymbolsBuilder().types(types).symbols(symbols);
    }

    public SymbolsBuilder origin(Origin value) {
        origin = value;
        return this;
    }

    /** Sets the kernel's {@code linux_banner}; only its first line is kept. */
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

    void base(int name, byte[] values, int offset) {
        bases.add(name, baseValues.size());
        baseValues.bytes(values, offset, BASE_VALUES);
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

    /** @param typeOrNull null if the source knows only the name */
    public SymbolsBuilder symbol(String name, long address, Type typeOrNull) {
        symbol(strings.intern(name), address, typeOrNull == null ? -1 : type(typeOrNull));
        return this;
    }

    /** Adds the read-only contents of a symbol, such as those of {@code linux_banner}. */
    public SymbolsBuilder constantData(String symbol, byte[] contents) {
        constantData(strings.intern(symbol), contents, 0, contents.length);
        return this;
    }

    void constantData(int symbol, byte[] contents, int offset, int length) {
        constants.add(symbol, data.size());
        data.varint(length);
        data.bytes(contents, offset, length);
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

    /** Returns the symbols added so far. Equal contents give equal bytes in the compact form, whatever their order. */
    public Symbols build() {
        return new CompactSymbols(new CompactBytes(CompactEncoder.encode(this), "built symbols"));
    }

    /** The pool of names, for sources that have them as bytes. */
    public StringPool strings() {
        return strings;
    }

    /** The pool of types, for sources that use the same type many times. */
    public TypePool pool() {
        return types;
    }

    /** Starts a struct; that many calls of {@link #member} must follow. */
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

    /**
     * Starts an enumeration; that many calls of {@link #enumConstant} must follow.
     *
     * @param base the number of the name of its base type
     */
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

    /** @param type a node of {@link #pool()}, -1 if unknown */
    public void symbol(int name, long address, int type) {
        symbols.add(name, address, type);
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

    /** Takes over origin, banner and build id. */
    void meta(SymbolsBuilder other) {
        origin = other.origin;
        banner = other.banner;
        buildId = other.buildId;
    }

    Origin origin() {
        return origin;
    }

    /** Null if unknown. */
    String banner() {
        return banner;
    }

    /** Null if unknown. */
    String buildId() {
        return buildId;
    }

    /** The contents of structs, enumerations and constants, as {@link Section#DATA} has them. */
    ByteSink data() {
        return data;
    }

    NamedItems structs() {
        return structs;
    }

    NamedItems enums() {
        return enums;
    }

    NamedItems constants() {
        return constants;
    }

    NamedItems bases() {
        return bases;
    }

    /** What {@link #bases()} refer to, {@link #BASE_VALUES} bytes each. */
    ByteSink baseValues() {
        return baseValues;
    }

    SymbolList symbols() {
        return symbols;
    }
}
