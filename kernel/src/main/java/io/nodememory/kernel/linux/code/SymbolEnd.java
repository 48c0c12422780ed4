package io.nodememory.kernel.linux.code;

import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import java.util.Optional;

/** Finds the end of a symbol. Symbols have no size here, so a symbol ends where the next one starts. */
public final class SymbolEnd {
    private SymbolEnd() {}

    /** Returns the address of the next symbol behind {@code start}, or {@code start + limit} if none is nearer. */
    public static long of(Kernel kernel, long start, long limit) {
        long end = start + limit;
        while (true) {
            Optional<Symbol> below = kernel.nearestSymbol(end - 1);
            if (below.isEmpty()) {
                return end;
            }
            long address = below.get().address() + kernel.shift();
            if (address <= start) {
                return end;
            }
            end = address;
        }
    }
}
