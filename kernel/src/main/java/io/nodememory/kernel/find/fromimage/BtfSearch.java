package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Finds the BTF of the kernel (its {@code .BTF} section) in its read-only data. */
final class BtfSearch {
    /** The magic number, version 1 and no flags; the header's length follows. */
    private static final int START = Btf.MAGIC | 1 << 16;

    /** The types and where they lie. */
    record Found(long address, Btf btf) {}

    private BtfSearch() {}

    /** The BTF between {@code __start_BTF} and {@code __stop_BTF}, else the largest that has a valid header. */
    static Optional<Found> find(List<KernelRegion> regions, SymbolTable symbols) {
        Optional<Found> named = symbols.find("__start_BTF").flatMap(index -> at(regions, symbols.address(index)));
        return named.isPresent() ? named : largest(regions);
    }

    private static Optional<Found> at(List<KernelRegion> regions, long address) {
        return regions.stream()
                .filter(region -> region.contains(address))
                .findFirst()
                .flatMap(region -> parse(region, (int) (address - region.start())));
    }

    private static Optional<Found> largest(List<KernelRegion> regions) {
        Optional<Found> best = Optional.empty();
        for (KernelRegion region : regions) {
            ByteBuffer content = region.content();
            for (int at = 0; at + Btf.HEADER_SIZE <= content.limit(); at += 4) {
                if (content.getInt(at) == START) {
                    Optional<Found> found = parse(region, at);
                    if (found.isPresent()
                            && (best.isEmpty()
                                    || found.get().btf().count()
                                            > best.get().btf().count())) {
                        best = found;
                    }
                }
            }
        }
        return best;
    }

    private static Optional<Found> parse(KernelRegion region, int at) {
        try {
            return Optional.of(new Found(
                    region.start() + at, Btf.parse(region.content().duplicate().position(at))));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }
}
