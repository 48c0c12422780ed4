package io.nodememory.kernel.find;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Several places in the order in which they are asked. */
public record SymbolProviders(List<SymbolProvider> order) implements SymbolProvider {
    public SymbolProviders {
        order = List.copyOf(order);
    }

    @Override
    public String name() {
        return order.stream().map(SymbolProvider::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        for (SymbolProvider provider : order) {
            Optional<Symbols> symbols = provider.find(request);
            if (symbols.isPresent()) {
                return symbols;
            }
        }
        return Optional.empty();
    }

    /** The symbols, or an error that names all places. */
    public Symbols require(SymbolRequest request) {
        return find(request)
                .orElseThrow(() -> new BadInputException(
                        "no symbols for the kernel %s were found (looked in: %s); give them as ISF, a vmlinux, or a folder to search"
                                .formatted(request.describe(), name())));
    }
}
