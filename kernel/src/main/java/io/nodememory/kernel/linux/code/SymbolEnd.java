package io.nodememory.kernel.linux.code;

import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import java.util.Optional;

/** Where a symbol ends: symbols have no size, so it is where the next one begins. */
public final class SymbolEnd {
    private SymbolEnd() {}

    /** The address of the next symbol behind {@code start}, or {@code start + limit} where none is nearer. */
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
