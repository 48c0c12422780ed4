package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.DecodedStruct;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactBytes.Cursor;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Symbols in the compact form. Every access decodes what it returns. */
public final class CompactSymbols implements Symbols {
    /**
     * The symbols whose true address is 0: names of the start of the per-CPU area (arch/x86/kernel/vmlinux.lds.S,
     * arch/x86/include/asm/processor.h). For any other symbol, 0 means that the source does not know the address.
     */
    private static final Set<String> AT_ZERO = Set.of("__per_cpu_start", "fixed_percpu_data", "irq_stack_union");

    /** The most pointers and arrays nested in one type. */
    public static final int DEEPEST_TYPE = 200;

    private final CompactBytes bytes;
    private final Origin origin;
    private final Supplier<Optional<KernelText>> text;

    CompactSymbols(CompactBytes bytes) {
        this(bytes, Optional::empty);
    }

    private CompactSymbols(CompactBytes bytes, Supplier<Optional<KernelText>> text) {
        this.bytes = bytes;
        this.text = text;
        this.origin = new Origin(bytes.string(bytes.u32(Section.META, 0, 0)), (bytes.u32(Section.META, 3, 0) & 1) != 0);
    }

    public CompactBytes bytes() {
        return bytes;
    }

    /** Returns the same symbols with the kernel's text from a supplier, or from the present source if the supplier has none. */
    public CompactSymbols withText(Supplier<Optional<KernelText>> source) {
        return new CompactSymbols(bytes, () -> source.get().or(text));
    }

    @Override
    public Optional<KernelText> text() {
        return text.get();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Optional<String> banner() {
        return meta(1);
    }

    @Override
    public Optional<String> buildId() {
        return meta(2);
    }

    private Optional<String> meta(int element) {
        int place = bytes.u32(Section.META, element, 0);
        return place == -1 ? Optional.empty() : Optional.of(bytes.string(place));
    }

    @Override
    public Optional<StructType> struct(String name) {
        int found = bytes.find(Section.STRUCTS, name);
        if (found < 0) {
            return Optional.empty();
        }
        Cursor cursor = bytes.data(bytes.u32(Section.STRUCTS, found, 4));
        long sizeAndUnion = cursor.varint();
        int count = cursor.countOf(3);
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String member = bytes.string(cursor.index());
            long offset = cursor.varint();
            long typeAndAnonymous = cursor.varint();
            Type type = type(toIndex(typeAndAnonymous >>> 1));
            members.add(new Member(member, offset, type, (typeAndAnonymous & 1) != 0));
        }
        return Optional.of(new DecodedStruct(name, (sizeAndUnion & 1) != 0, sizeAndUnion >>> 1, members, this::struct));
    }

    private int toIndex(long value) {
        if (value > Integer.MAX_VALUE) {
            throw bytes.corrupt("a number is too large");
        }
        return (int) value;
    }

    @Override
    public Optional<EnumType> enumeration(String name) {
        int found = bytes.find(Section.ENUMS, name);
        if (found < 0) {
            return Optional.empty();
        }
        Cursor cursor = bytes.data(bytes.u32(Section.ENUMS, found, 4));
        int size = cursor.index();
        cursor.index();
        int count = cursor.countOf(2);
        Map<String, Long> constants = new LinkedHashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            constants.put(bytes.string(cursor.index()), cursor.signedVarint());
        }
        return Optional.of(new EnumType(name, size, constants));
    }

    /** The name of an enumeration's base type, as the source names it. */
    public String enumBase(String name) {
        int found = bytes.find(Section.ENUMS, name);
        Cursor cursor = bytes.data(bytes.u32(Section.ENUMS, found, 4));
        cursor.index();
        return bytes.string(cursor.index());
    }

    @Override
    public Optional<Type.Base> base(String name) {
        int found = bytes.find(Section.BASES, name);
        return found < 0 ? Optional.empty() : Optional.of(baseAt(found));
    }

    private Type.Base baseAt(int element) {
        return new Type.Base(
                bytes.string(bytes.u32(Section.BASES, element, 0)),
                bytes.u32(Section.BASES, element, 4),
                (bytes.u32(Section.BASES, element, 8) & 1) != 0,
                CompactFormat.baseKind(bytes.u32(Section.BASES, element, 12)));
    }

    @Override
    public OptionalLong address(String symbol) {
        int found = placed(symbol);
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(addressAt(found));
    }

    @Override
    public Optional<Symbol> symbol(String name) {
        int found = placed(name);
        return found < 0 ? Optional.empty() : Optional.of(symbolAt(found));
    }

    /** The element of a symbol with a known address, or -1. */
    private int placed(String symbol) {
        int found = bytes.find(Section.SYMBOL_NAMES, symbol);
        return found >= 0 && addressAt(found) == 0 && !AT_ZERO.contains(symbol) ? -1 : found;
    }

    @Override
    public Optional<Symbol> nearest(long address) {
        int low = 0;
        int high = bytes.count(Section.SYMBOLS_BY_ADDRESS);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addressAt(byAddress(middle)), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(named(low - 1));
    }

    /** The symbol at a place; if it names a section, the symbol of the function at the same address. */
    private Symbol named(int place) {
        Symbol symbol = symbolAt(byAddress(place));
        if (place > 0 && Symbols.namesSection(symbol.name())) {
            Symbol other = symbolAt(byAddress(place - 1));
            return other.address() == symbol.address() ? other : symbol;
        }
        return symbol;
    }

    private int byAddress(int place) {
        return bytes.u32(Section.SYMBOLS_BY_ADDRESS, place, 0);
    }

    private long addressAt(int element) {
        return bytes.u64(Section.SYMBOL_ADDRESSES, element, 0);
    }

    private Symbol symbolAt(int element) {
        int type = bytes.u32(Section.SYMBOL_TYPES, element, 0);
        return new Symbol(
                symbolName(element), addressAt(element), type == 0 ? Optional.empty() : Optional.of(type(type - 1)));
    }

    @Override
    public Stream<Symbol> symbols() {
        return IntStream.range(0, bytes.count(Section.SYMBOLS_BY_ADDRESS))
                .map(this::byAddress)
                .filter(i -> addressAt(i) != 0 || AT_ZERO.contains(symbolName(i)))
                .mapToObj(this::symbolAt);
    }

    private String symbolName(int element) {
        return bytes.string(bytes.u32(Section.SYMBOL_NAMES, element, 0));
    }

    /** All symbols by ascending name, including those with an unknown address (0). */
    public Stream<Symbol> symbolsByName() {
        return IntStream.range(0, bytes.count(Section.SYMBOL_NAMES)).mapToObj(this::symbolAt);
    }

    @Override
    public Stream<String> structNames() {
        return names(Section.STRUCTS);
    }

    @Override
    public Stream<String> enumNames() {
        return names(Section.ENUMS);
    }

    private Stream<String> names(Section section) {
        return IntStream.range(0, bytes.count(section)).mapToObj(i -> bytes.string(bytes.u32(section, i, 0)));
    }

    @Override
    public Stream<Type.Base> bases() {
        return IntStream.range(0, bytes.count(Section.BASES)).mapToObj(this::baseAt);
    }

    /** Decodes a node. It must refer to earlier nodes only; longer chains than {@link #DEEPEST_TYPE} are rejected. */
    private Type type(int node) {
        return type(node, 0);
    }

    private Type type(int node, int depth) {
        int kind = bytes.u32(Section.TYPES, node, 0);
        int a = bytes.u32(Section.TYPES, node, 4);
        long b = bytes.u64(Section.TYPES, node, 8);
        return switch (kind) {
            case TypePool.VOID -> new Type.Unknown();
            case TypePool.FUNCTION -> new Type.Function();
            case TypePool.BASE -> {
                String name = bytes.string(a);
                Optional<Type.Base> base = base(name);
                yield base.isPresent() ? base.get() : new Type.Unknown();
            }
            case TypePool.POINTER -> new Type.Pointer(inner(node, a, depth));
            case TypePool.ARRAY -> new Type.Array(inner(node, a, depth), b);
            case TypePool.STRUCT, TypePool.UNION -> new Type.Reference(bytes.string(a));
            case TypePool.ENUM -> new Type.EnumReference(bytes.string(a));
            case TypePool.BIT_FIELD -> new Type.BitField(inner(node, a, depth), (int) (b >>> 32), (int) b);
            default -> throw bytes.corrupt("there is no type of kind " + kind);
        };
    }

    private Type inner(int node, int a, int depth) {
        if (a >= node || depth > DEEPEST_TYPE) {
            throw bytes.corrupt("a type refers to itself");
        }
        return type(a, depth + 1);
    }
}
