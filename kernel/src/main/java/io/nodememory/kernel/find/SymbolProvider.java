package io.nodememory.kernel.find;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;

/** A place where the symbols of a kernel may be. */
public interface SymbolProvider {
    /** For people, such as {@code the symbol cache}. */
    String name();

    /**
     * Looks for the kernel's symbols. What cannot be reached or is damaged is reported and counts as not found, for another
     * place may have them.
     *
     * @throws BadInputException if the place was named by the user and has no usable symbols
     */
    Optional<Symbols> find(SymbolRequest request);
}
