package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.TypeNames;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.CompactSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists every difference between two sources of one kernel's symbols, with a possible reason. */
public final class SymbolsComparison {
    /** The kind of item that differs. */
    public enum Kind {
        BASE_TYPE,
        STRUCT,
        MEMBER,
        ENUM,
        CONSTANT,
        SYMBOL,
        BANNER
    }

    /**
     * A difference.
     *
     * @param name name of the type or symbol, followed by a dot and the member or constant
     * @param left the description in the first source; empty if the source has no item with that name
     * @param right the description in the second source, likewise
     * @param reason a possible reason; empty if none is known
     */
    public record Difference(Kind kind, String name, Optional<String> left, Optional<String> right, String reason) {
        @Override
        public String toString() {
            return "%s %s: %s | %s%s"
                    .formatted(
                            kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            name,
                            left.orElse("missing"),
                            right.orElse("missing"),
                            reason.isEmpty() ? "" : " (" + reason + ")");
        }
    }

    private final CompactSymbols left;
    private final CompactSymbols right;
    private final List<Difference> differences = new ArrayList<>();

    private SymbolsComparison(Symbols left, Symbols right) {
        this.left = CompactFile.compact(left);
        this.right = CompactFile.compact(right);
    }

    public static List<Difference> of(Symbols left, Symbols right) {
        SymbolsComparison comparison = new SymbolsComparison(left, right);
        comparison.compare();
        return comparison.differences;
    }

    private void compare() {
        if (!left.banner().equals(right.banner())) {
            add(Kind.BANNER, "linux_banner", left.banner(), right.banner(), "they may be of different kernels");
        }
        each(byName(left.bases(), Type.Base::name), byName(right.bases(), Type.Base::name), this::base);
        names(left.structNames(), right.structNames()).forEach(this::struct);
        names(left.enumNames(), right.enumNames()).forEach(this::enumeration);
        each(symbols(left), symbols(right), this::symbol);
    }

    private static Map<String, Symbol> symbols(CompactSymbols source) {
        return byName(source.symbolsByName(), Symbol::name);
    }

    private static <T> Map<String, T> byName(Stream<T> things, Function<T, String> name) {
        return things.collect(Collectors.toMap(name, Function.identity(), (first, other) -> first, TreeMap::new));
    }

    private static Set<String> names(Stream<String> left, Stream<String> right) {
        return Stream.concat(left, right).collect(Collectors.toCollection(TreeSet::new));
    }

    private <T> void each(Map<String, T> lefts, Map<String, T> rights, BiConsumer<T, T> compare) {
        for (String name : names(lefts.keySet().stream(), rights.keySet().stream())) {
            compare.accept(lefts.get(name), rights.get(name));
        }
    }

    private void add(Kind kind, String name, Optional<String> leftHas, Optional<String> rightHas, String reason) {
        differences.add(new Difference(kind, name, leftHas, rightHas, reason));
    }

    private void base(Type.Base one, Type.Base other) {
        if (!Objects.equals(one, other)) {
            String name = one == null ? other.name() : one.name();
            add(
                    Kind.BASE_TYPE,
                    name,
                    Optional.ofNullable(one).map(Type.Base::toString),
                    Optional.ofNullable(other).map(Type.Base::toString),
                    name.equals("pointer") ? "made up by sources that need one" : "");
        }
    }

    private void struct(String name) {
        Optional<StructType> one = left.struct(name);
        Optional<StructType> other = right.struct(name);
        Optional<String> oneSize = one.map(SymbolsComparison::outline);
        Optional<String> otherSize = other.map(SymbolsComparison::outline);
        if (!oneSize.equals(otherSize)) {
            add(Kind.STRUCT, name, oneSize, otherSize, DifferenceReasons.ofStruct(name, one, other));
        }
        if (one.isPresent() && other.isPresent()) {
            Map<String, Member> ones = members(one.get());
            Map<String, Member> others = members(other.get());
            for (String member : names(ones.keySet().stream(), others.keySet().stream())) {
                member(name + "." + member, ones.get(member), others.get(member));
            }
        }
    }

    private static String outline(StructType struct) {
        return (struct.union() ? "union of " : "struct of ") + struct.size() + " bytes";
    }

    private static Map<String, Member> members(StructType struct) {
        return struct.members().stream()
                .collect(Collectors.toMap(Member::name, Function.identity(), (first, last) -> last, TreeMap::new));
    }

    private void member(String name, Member one, Member other) {
        Optional<String> ones = Optional.ofNullable(one).map(SymbolsComparison::describe);
        Optional<String> others = Optional.ofNullable(other).map(SymbolsComparison::describe);
        if (!ones.equals(others)) {
            add(Kind.MEMBER, name, ones, others, one == null || other == null ? "" : types(one.type(), other.type()));
        }
    }

    private static String describe(Member member) {
        return "%s at %d%s"
                .formatted(TypeNames.of(member.type()), member.offset(), member.anonymous() ? ", anonymous" : "");
    }

    private static String types(Type one, Type other) {
        return DifferenceReasons.ofTypes(one, other);
    }

    private void enumeration(String name) {
        Optional<EnumType> one = left.enumeration(name);
        Optional<EnumType> other = right.enumeration(name);
        Optional<String> ones = one.map(it -> it.size() + " bytes as " + left.enumBase(name));
        Optional<String> others = other.map(it -> it.size() + " bytes as " + right.enumBase(name));
        if (!ones.equals(others)) {
            add(Kind.ENUM, name, ones, others, "");
        }
        if (one.isPresent() && other.isPresent()) {
            Map<String, Long> oneConstants = one.get().constants();
            Map<String, Long> otherConstants = other.get().constants();
            for (String constant : names(oneConstants.keySet().stream(), otherConstants.keySet().stream())) {
                Optional<String> oneValue =
                        Optional.ofNullable(oneConstants.get(constant)).map(String::valueOf);
                Optional<String> otherValue =
                        Optional.ofNullable(otherConstants.get(constant)).map(String::valueOf);
                if (!oneValue.equals(otherValue)) {
                    add(Kind.CONSTANT, name + "." + constant, oneValue, otherValue, "");
                }
            }
        }
    }

    private void symbol(Symbol one, Symbol other) {
        Optional<String> ones = Optional.ofNullable(one).map(SymbolsComparison::describe);
        Optional<String> others = Optional.ofNullable(other).map(SymbolsComparison::describe);
        if (!ones.equals(others)) {
            String name = one == null ? other.name() : one.name();
            add(Kind.SYMBOL, name, ones, others, DifferenceReasons.ofSymbols(one, other));
        }
    }

    private static String describe(Symbol symbol) {
        return "%016x %s"
                .formatted(symbol.address(), symbol.type().map(TypeNames::of).orElse("void"));
    }
}
