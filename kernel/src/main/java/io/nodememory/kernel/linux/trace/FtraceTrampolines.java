package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The code that ftrace generates to call one of its users directly: {@code ftrace_ops.trampoline}. */
public final class FtraceTrampolines {
    /** An upper bound in bytes; the longest trampolines have some hundred bytes. */
    private static final long LONGEST = 4096;

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    private FtraceTrampolines(Kernel kernel) {
        Set<Long> seen = new HashSet<>();
        try {
            long next = kernel.memory().readPointer(kernel.address("ftrace_ops_list"));
            while (next != 0 && seen.add(next)) {
                KernelObject operations = kernel.object("ftrace_ops", next);
                long trampoline = operations.number("trampoline");
                long size = operations.number("trampoline_size");
                if (trampoline != 0 && size > 0 && size <= LONGEST) {
                    ends.put(trampoline, trampoline + size);
                }
                next = operations.number("next");
            }
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            // The table ftrace reports the unreadable list
        }
    }

    public static FtraceTrampolines of(Kernel kernel) {
        return kernel.shared(FtraceTrampolines.class, FtraceTrampolines::new);
    }

    /** Returns whether the address lies in a trampoline. */
    public boolean contains(long address) {
        Map.Entry<Long, Long> below = ends.floorEntry(address);
        return below != null && address < below.getValue();
    }
}
