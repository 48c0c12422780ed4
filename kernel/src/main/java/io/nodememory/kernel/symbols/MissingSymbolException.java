package io.nodememory.kernel.symbols;

/** Reports a type, member or symbol that the symbols of this kernel lack. */
public final class MissingSymbolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MissingSymbolException(String message) {
        super(message, null, false, false);
    }
}
