package io.nodememory.kernel.damage;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The symbols of a kernel without {@code CONFIG_KALLSYMS_ALL}: those of functions, and of variables only the ones that
 * were found by other means. Records which variables a walk asks for.
 */
final class HiddenSymbols implements Symbols {
    private static final Set<String> BOUNDS = Set.of("_text", "_stext", "_etext", "_sinittext", "_einittext", "_end");

    private final Symbols all;
    private final Set<String> found;
    private final Consumer<String> asked;
    private final long start;
    private final long end;

    /** @param found the variables that are named although kallsyms does not name them */
    private HiddenSymbols(Symbols all, Set<String> found, Consumer<String> asked) {
        this.all = all;
        this.found = found;
        this.asked = asked;
        this.start = all.address("_stext").orElseThrow();
        this.end = all.address("_etext").orElseThrow();
    }

    /** All symbols, with a record of the variables that are asked for and exist. */
    static HiddenSymbols recording(Symbols all, Consumer<String> asked) {
        return new HiddenSymbols(all, null, asked);
    }

    /** Only functions and some variables. */
    static HiddenSymbols of(Symbols all, Set<String> found) {
        return new HiddenSymbols(all, new TreeSet<>(found), name -> {});
    }

    private boolean isVariable(String name, long address) {
        return !BOUNDS.contains(name) && (address < start || address >= end);
    }

    private boolean isNamed(String name, long address) {
        return found == null || found.contains(name) || !isVariable(name, address);
    }

    @Override
    public OptionalLong address(String symbol) {
        OptionalLong address = all.address(symbol);
        if (address.isEmpty() || !isNamed(symbol, address.getAsLong())) {
            return OptionalLong.empty();
        }
        if (isVariable(symbol, address.getAsLong())) {
            asked.accept(symbol);
        }
        return address;
    }

    @Override
    public Optional<Symbol> symbol(String name) {
        return all.symbol(name).filter(symbol -> isNamed(name, symbol.address()));
    }

    @Override
    public Optional<Symbol> nearest(long address) {
        Optional<Symbol> nearest = all.nearest(address);
        while (nearest.isPresent()
                && !isNamed(nearest.get().name(), nearest.get().address())) {
            nearest = all.nearest(nearest.get().address() - 1);
        }
        return nearest;
    }

    @Override
    public Stream<Symbol> symbols() {
        return all.symbols().filter(symbol -> isNamed(symbol.name(), symbol.address()));
    }

    @Override
    public Origin origin() {
        return all.origin();
    }

    @Override
    public Optional<String> banner() {
        return all.banner();
    }

    @Override
    public Optional<String> buildId() {
        return all.buildId();
    }

    @Override
    public Optional<StructType> struct(String name) {
        return all.struct(name);
    }

    @Override
    public Optional<EnumType> enumeration(String name) {
        return all.enumeration(name);
    }

    @Override
    public Optional<Type.Base> base(String name) {
        return all.base(name);
    }

    @Override
    public Stream<String> structNames() {
        return all.structNames();
    }

    @Override
    public Stream<String> enumNames() {
        return all.enumNames();
    }

    @Override
    public Stream<Type.Base> bases() {
        return all.bases();
    }
}
