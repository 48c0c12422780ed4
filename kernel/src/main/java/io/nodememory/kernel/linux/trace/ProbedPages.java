package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.CachedPages;
import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.object.KernelObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pages of programs that a process has for itself because the kernel put breakpoints into them: {@code install_breakpoint},
 * kernel/events/uprobes.c.
 */
public final class ProbedPages {
    private static final int PAGE = 4096;
    private static final byte BREAKPOINT = (byte) 0xcc;

    private final Kernel kernel;

    /** Offsets in a file, by the address of its inode. */
    private final Map<Long, Set<Long>> places = new HashMap<>();

    /** What the page cache has of a file, by the address of its inode: physical addresses by the number of the page. */
    private final Map<Long, Map<Long, Long>> cached = new HashMap<>();

    private ProbedPages(Kernel kernel) {
        this.kernel = kernel;
        // The table uprobes tells what could not be read.
        Damage<Long> told = new Damage<>();
        told.look(
                0L,
                () -> Uprobes.all(kernel)
                        .entries()
                        .forEach(uprobe -> told.look(
                                uprobe.address(),
                                () -> places.computeIfAbsent(uprobe.number("inode"), inode -> new TreeSet<>())
                                        .add(uprobe.number("offset")))));
    }

    public static ProbedPages of(Kernel kernel) {
        return kernel.shared(ProbedPages.class, ProbedPages::new);
    }

    /**
     * Whether a page differs from its file in the first bytes of probed instructions alone. False also where the file's own
     * page is not in memory to compare with.
     *
     * @param offset of the page in the file, in bytes
     * @param memory the process's
     * @param address of the page in it
     */
    public boolean differsByBreakpointsAlone(KernelObject inode, long offset, AddressSpace memory, long address) {
        Set<Long> probed = places.getOrDefault(inode.address(), Set.of());
        if (probed.stream().noneMatch(place -> place >= offset && place < offset + PAGE)) {
            return false;
        }
        Long original = cached.computeIfAbsent(inode.address(), key -> physicalPages(inode))
                .get(offset / PAGE);
        if (original == null) {
            return false;
        }
        byte[] expected = new byte[PAGE];
        byte[] found = new byte[PAGE];
        try {
            kernel.image().read(original, expected, 0, PAGE);
            memory.read(address, found, 0, PAGE);
        } catch (UnreadableMemoryException e) {
            return false;
        }
        for (int i = 0; i < PAGE; i++) {
            if (found[i] != expected[i] && (found[i] != BREAKPOINT || !probed.contains(offset + i))) {
                return false;
            }
        }
        return true;
    }

    private Map<Long, Long> physicalPages(KernelObject inode) {
        Map<Long, Long> pages = new HashMap<>();
        CachedPages.of(kernel, inode).list().forEach(page -> pages.put(page.index(), page.physical()));
        return pages;
    }
}
