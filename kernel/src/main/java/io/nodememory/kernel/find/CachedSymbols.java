package io.nodememory.kernel.find;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.util.Optional;

/** Symbols that were read before, by build id. */
public record CachedSymbols(SymbolCache cache) implements SymbolProvider {
    @Override
    public String name() {
        return "the symbol cache " + cache.folder();
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        return request.buildId().flatMap(cache::findByBuildId);
    }
}
