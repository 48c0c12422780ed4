package io.nodememory.kernel.find;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;

/** A place where the symbols of a kernel may be. */
public interface SymbolProvider {
    /** For people, such as {@code the symbol cache}. */
    String name();

    /**
     * Searches the kernel's symbols. A place that cannot be reached or is damaged is reported and counts as not found, since
     * another place may have them.
     *
     * @throws BadInputException if the place was named by the user and has no usable symbols
     */
    Optional<Symbols> find(SymbolRequest request);
}
