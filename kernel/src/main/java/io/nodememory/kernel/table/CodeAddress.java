package io.nodememory.kernel.table;

import io.nodememory.kernel.open.Kernel;

/** Formats code addresses as symbols. */
final class CodeAddress {
    private CodeAddress() {}

    /** Returns {@code symbol}, {@code symbol+0x12}, or the address if no symbol is near. */
    static String name(Kernel kernel, long address) {
        return kernel.nearestSymbol(address)
                .map(symbol -> {
                    long distance = address - kernel.shift() - symbol.address();
                    return distance == 0 ? symbol.name() : "%s+0x%x".formatted(symbol.name(), distance);
                })
                .orElseGet(() -> "0x%016x".formatted(address));
    }
}
