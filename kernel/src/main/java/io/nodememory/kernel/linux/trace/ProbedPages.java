package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Recognises pages of programs that a process has a private copy of because the kernel put probes into them:
 * {@code install_breakpoint}, kernel/events/uprobes.c.
 */
public final class ProbedPages {
    private static final int PAGE = 4096;

    private final Kernel kernel;

    /** Why probed places may be unknown. */
    private final Optional<String> unknown;

    private boolean excused;

    /** Offsets in a file, by the address of its inode. */
    private final Map<Long, NavigableSet<Long>> places = new HashMap<>();

    /** The cached pages of a file, by the address of its inode: physical addresses by page number. */
    private final Map<Long, Map<Long, Long>> cached = new HashMap<>();

    private ProbedPages(Kernel kernel) {
        this.kernel = kernel;
        Damage<Long> damage = new Damage<>();
        damage.look(
                0L,
                () -> Uprobes.all(kernel)
                        .entries()
                        .forEach(uprobe -> damage.look(
                                uprobe.address(),
                                () -> places.computeIfAbsent(uprobe.number("inode"), inode -> new TreeSet<>())
                                        .add(uprobe.number("offset")))));
        unknown = damage.reasons().values().stream().findFirst();
    }

    public static ProbedPages of(Kernel kernel) {
        return kernel.shared(ProbedPages.class, ProbedPages::new);
    }

    /**
     * Why changes of pages may be missing: probed places are unknown, and a page has changes of the form that a probe
     * makes.
     */
    public Optional<String> excuse() {
        return excused ? unknown : Optional.empty();
    }

    /**
     * Returns whether a page differs from its file in probed instructions only. If probed places are unknown, every
     * change of the form that a probe makes counts as one ({@link #excuse}). Returns false if the page of the file
     * is not in memory for the comparison.
     *
     * @param offset offset of the page in the file, in bytes
     * @param memory the memory of the process
     * @param address the address of the page in that memory
     * @param trampoline returns whether a trampoline of the kernel starts at an address of the process
     */
    public boolean differsByProbesAlone(
            KernelObject inode, long offset, AddressSpace memory, long address, LongPredicate trampoline) {
        Optional<byte[]> expected = original(inode, offset);
        byte[] found = new byte[PAGE];
        if (expected.isEmpty() || memory.readUpTo(address, found, 0, PAGE) < PAGE) {
            return false;
        }
        OptionalInt breakpoint = kernel.architecture().userBreakpoint();
        ProbedInstruction instructions = new ProbedInstruction(expected.get(), found, address, trampoline);
        NavigableSet<Long> probed = places.getOrDefault(inode.address(), Collections.emptyNavigableSet());
        int at = Arrays.mismatch(found, expected.get());
        while (at >= 0) {
            int end = breakpoint.isPresent()
                    ? endOfBreakpoint(found, probed, offset, at, breakpoint.getAsInt())
                    : endOfWritten(instructions, probed, offset, at);
            if (end <= at && unknown.isPresent()) {
                end = breakpoint.isPresent()
                        ? endOfAnyBreakpoint(found, at, breakpoint.getAsInt())
                        : endOfAnyWritten(instructions, at);
                excused |= end > at;
            }
            if (end <= at) {
                return false;
            }
            int next = Arrays.mismatch(found, end, PAGE, expected.get(), end, PAGE);
            at = next < 0 ? next : end + next;
        }
        return true;
    }

    /**
     * Returns the end of the bytes that the kernel wrote around a difference; a value at or before the difference if
     * the kernel did not write it.
     */
    private static int endOfWritten(
            ProbedInstruction instructions, NavigableSet<Long> probed, long page, int difference) {
        Long place = probed.floor(page + difference);
        int end = difference + instructions.left(difference);
        if (place != null && place >= page) {
            int first = (int) (place - page);
            end = Math.max(end, first + instructions.written(first));
        }
        return end;
    }

    /** The same where the kernel writes one instruction of four bytes, {@code breakpoint}, over each probed one. */
    private static int endOfBreakpoint(
            byte[] found, NavigableSet<Long> probed, long page, int difference, int breakpoint) {
        Long place = probed.floor(page + difference);
        int first = place == null || place < page ? -1 : (int) (place - page);
        boolean written =
                first >= 0 && first + Integer.BYTES <= PAGE && LittleEndian.getInt(found, first) == breakpoint;
        return written ? first + Integer.BYTES : difference;
    }

    /** As {@link #endOfBreakpoint}, for a probe at the instruction that contains the difference. */
    private static int endOfAnyBreakpoint(byte[] found, int difference, int breakpoint) {
        int first = difference & -Integer.BYTES;
        return LittleEndian.getInt(found, first) == breakpoint ? first + Integer.BYTES : difference;
    }

    /** As {@link #endOfWritten}, for a probe at any place whose instruction may contain the difference. */
    static int endOfAnyWritten(ProbedInstruction instructions, int difference) {
        int end = difference;
        for (int place = Math.max(0, difference - ProbedInstruction.LONGEST + 1); place <= difference; place++) {
            end = Math.max(end, place + instructions.written(place));
        }
        return end;
    }

    /** The page of a file as the page cache holds it. */
    private Optional<byte[]> original(KernelObject inode, long offset) {
        Long physical = cached.computeIfAbsent(inode.address(), key -> physicalPages(inode))
                .get(offset / PAGE);
        if (physical == null) {
            return Optional.empty();
        }
        byte[] page = new byte[PAGE];
        try {
            kernel.image().read(physical, page, 0, PAGE);
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
        return Optional.of(page);
    }

    private Map<Long, Long> physicalPages(KernelObject inode) {
        Map<Long, Long> pages = new HashMap<>();
        CachedPages.of(kernel, inode).list().forEach(page -> pages.put(page.index(), page.physical()));
        return pages;
    }
}
