package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Types from BTF and addresses from a symbol table, decoded on demand. */
public final class BtfSymbols implements Symbols {
    private final Origin origin;
    private final BtfTypes types;
    private final SymbolTable table;
    private final Map<String, Type> globals;
    private final Optional<String> banner;
    private final Optional<String> buildId;

    /** @param globals types of variables that BTF lacks, by name */
    public BtfSymbols(
            Origin origin,
            BtfTypes types,
            SymbolTable table,
            Map<String, Type> globals,
            Optional<String> banner,
            Optional<String> buildId) {
        this.origin = origin;
        this.types = types;
        this.table = table;
        this.globals = Map.copyOf(globals);
        this.banner = banner;
        this.buildId = buildId;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Optional<String> banner() {
        return banner;
    }

    @Override
    public Optional<String> buildId() {
        return buildId;
    }

    @Override
    public Optional<StructType> struct(String name) {
        return types.struct(name);
    }

    @Override
    public Optional<EnumType> enumeration(String name) {
        return types.enumeration(name);
    }

    @Override
    public Optional<Type.Base> base(String name) {
        return types.base(name);
    }

    @Override
    public OptionalLong address(String symbol) {
        Optional<Integer> index = table.find(symbol);
        return index.isPresent() ? OptionalLong.of(table.address(index.get())) : OptionalLong.empty();
    }

    @Override
    public Optional<Symbol> symbol(String name) {
        return table.find(name).map(this::symbolAt);
    }

    @Override
    public Optional<Symbol> nearest(long address) {
        int index = table.nearest(address);
        return index < 0 ? Optional.empty() : Optional.of(symbolAt(index));
    }

    @Override
    public Stream<Symbol> symbols() {
        return table.indexes().mapToObj(this::symbolAt);
    }

    private Symbol symbolAt(int index) {
        String name = table.name(index);
        return new Symbol(
                name, table.address(index), types.variable(name).or(() -> Optional.ofNullable(globals.get(name))));
    }

    @Override
    public Stream<String> structNames() {
        return types.structNames();
    }

    @Override
    public Stream<String> enumNames() {
        return types.enumNames();
    }

    @Override
    public Stream<Type.Base> bases() {
        return types.bases();
    }
}
