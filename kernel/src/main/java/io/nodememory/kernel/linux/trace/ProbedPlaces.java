package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** The addresses that carry a kprobe: {@code kprobe_table}, kernel/kprobes.c. */
public final class ProbedPlaces {
    /** {@code KPROBE_TABLE_SIZE}. */
    private static final int BUCKETS = 64;

    private final Set<Long> places = new HashSet<>();

    private ProbedPlaces(Kernel kernel) {
        OptionalLong table = kernel.findAddress("kprobe_table");
        for (int i = 0; i < BUCKETS && table.isPresent(); i++) {
            try {
                LinkedLists.hlist(kernel.types(), table.getAsLong() + 8L * i, "kprobe", "hlist")
                        .entries()
                        .forEach(probe -> places.add(probe.number("addr")));
            } catch (UnreadableMemoryException | MissingSymbolException e) {
                // The table kprobes reports the unreadable list
            }
        }
    }

    public static ProbedPlaces of(Kernel kernel) {
        return kernel.shared(ProbedPlaces.class, ProbedPlaces::new);
    }

    public boolean contains(long address) {
        return places.contains(address);
    }
}
