package io.nodememory.kernel.find;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.find.fromimage.ImageSymbols;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;

/** The BTF and the kallsyms of the kernel in the image itself; each image is searched once. */
public final class SymbolsOfImage implements SymbolProvider {
    private MemoryImage asked;
    private Optional<Symbols> found = Optional.empty();
    private String failure = "";

    @Override
    public String name() {
        return "the memory image itself";
    }

    /** The image's own symbols; empty if it has none. */
    public synchronized Optional<Symbols> symbols(MemoryImage image) {
        if (asked != image) {
            asked = image;
            try {
                found = Optional.of(ImageSymbols.find(image));
            } catch (BadInputException e) {
                failure = e.getMessage();
                found = Optional.empty();
            }
        }
        return found;
    }

    @Override
    public synchronized Optional<Symbols> find(SymbolRequest request) {
        Optional<Symbols> symbols = request.image().flatMap(this::symbols);
        if (request.image().isPresent()) {
            request.report()
                    .accept(symbols.map(
                                    own -> "symbols come from " + own.origin().description())
                            .orElse(failure));
        }
        return symbols;
    }
}
