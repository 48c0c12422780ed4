package io.nodememory.kernel.symbols;

/** A type, member or symbol that this kernel's symbols do not have. */
public final class MissingSymbolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MissingSymbolException(String message) {
        super(message, null, false, false);
    }
}
