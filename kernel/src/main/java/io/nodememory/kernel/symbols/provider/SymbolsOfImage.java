package io.nodememory.kernel.symbols.provider;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.fromimage.ImageSymbols;
import java.util.Optional;

/** The BTF and the kallsyms of the kernel in the image itself. */
public final class SymbolsOfImage implements SymbolProvider {
    @Override
    public String name() {
        return "the memory image itself";
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        try {
            Optional<Symbols> symbols = request.image().map(ImageSymbols::find);
            symbols.ifPresent(found -> request.report()
                    .accept("symbols come from %s".formatted(found.origin().description())));
            return symbols;
        } catch (BadInputException e) {
            request.report().accept(e.getMessage());
            return Optional.empty();
        }
    }
}
