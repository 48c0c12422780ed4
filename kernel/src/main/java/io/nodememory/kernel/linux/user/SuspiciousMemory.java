package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.linux.trace.ProbeTrampolines;
import io.nodememory.kernel.linux.trace.ProbedPages;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds memory areas of a process with code of suspicious origin: {@code vm_area_struct}, include/linux/mm_types.h. */
public final class SuspiciousMemory {
    /**
     * Why an area is suspicious, and where.
     *
     * @param reason in words
     * @param first the address of the first suspicious page in memory; empty if none is
     * @param pages the number of such pages in memory
     * @param bytes the first bytes of that page in hexadecimal
     */
    public record Finding(String reason, OptionalLong first, long pages, Optional<String> bytes) {}

    /** Areas with code that the kernel itself maps into processes. */
    private static final Set<String> KERNELS_OWN = Set.of("[vdso]", "[uprobes]", ProbeTrampolines.NAME);

    /** include/linux/mm.h. */
    private static final long VM_WRITE = 2;

    private static final long VM_EXEC = 4;
    private static final long VM_SHARED = 8;

    /** {@code PAGE_MAPPING_ANON}, include/linux/page-flags.h: the page belongs to the process and not to the file. */
    private static final long ANONYMOUS = 1;

    private static final int PAGE = 4096;
    private static final int SHOWN = 64;

    /** The number of pages checked for each process, 4 GiB; of a larger process only the start is checked. */
    private static final long MOST_PAGES = 1 << 20;

    private final Kernel kernel;
    private final KernelObject mm;
    private final AddressSpace memory;

    private long pagesLeft = MOST_PAGES;

    /** @param mm the {@code mm_struct} of the process */
    public SuspiciousMemory(Kernel kernel, KernelObject mm) {
        this.kernel = kernel;
        this.mm = mm;
        this.memory = UserMemory.of(mm);
    }

    /** Returns whether the process has more pages than were checked. */
    public boolean isCut() {
        return pagesLeft <= 0;
    }

    /** Checks an area; empty for an ordinary one. */
    public Optional<Finding> look(KernelObject area) {
        long flags = area.number("vm_flags");
        if ((flags & VM_EXEC) == 0) {
            return Optional.empty();
        }
        boolean file = area.number("vm_file") != 0;
        if ((flags & VM_WRITE) != 0) {
            return Optional.of(finding(area, "writable and executable", false));
        }
        if (!file) {
            boolean special = MemoryMaps.pseudoName(mm, area)
                    .filter(KERNELS_OWN::contains)
                    .isPresent();
            return special ? Optional.empty() : Optional.of(finding(area, "executable without a file", false));
        }
        // Without an anon_vma the process never wrote a page of it
        if ((flags & VM_SHARED) == 0 && area.number("anon_vma") != 0) {
            Finding changed = finding(area, "code of a file was changed in memory", true);
            return changed.pages() == 0 ? Optional.empty() : Optional.of(changed);
        }
        return Optional.empty();
    }

    private Finding finding(KernelObject area, String reason, boolean onlyOwn) {
        long start = area.number("vm_start");
        long end = area.number("vm_end");
        OptionalLong first = OptionalLong.empty();
        long pages = 0;
        for (long at = start; at < end && pagesLeft > 0; at += PAGE) {
            pagesLeft--;
            OptionalLong physical = memory.translate(at);
            if (physical.isPresent() && (!onlyOwn || isChanged(area, at, physical.getAsLong()))) {
                pages++;
                first = first.isPresent() ? first : OptionalLong.of(at);
            }
        }
        return new Finding(reason, first, pages, first.isPresent() ? bytes(first.getAsLong()) : Optional.empty());
    }

    /**
     * Returns whether a page of a file's area differs from the file for a reason other than the kernel's own probes.
     */
    private boolean isChanged(KernelObject area, long address, long physical) {
        KernelObject page = CachedPages.page(kernel, physical);
        if ((page.number("mapping") & ANONYMOUS) == 0) {
            return false;
        }
        ProbeTrampolines trampolines = ProbeTrampolines.of(kernel);
        long offset = area.number("vm_pgoff") * PAGE + address - area.number("vm_start");
        return area.target("vm_file")
                .follow("f_inode")
                .filter(inode -> ProbedPages.of(kernel)
                        .differsByProbesAlone(inode, offset, memory, address, target -> trampolines.begins(mm, target)))
                .isEmpty();
    }

    private Optional<String> bytes(long address) {
        byte[] bytes = new byte[SHOWN];
        int got = memory.readUpTo(address, bytes, 0, SHOWN);
        return got == 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(Arrays.copyOf(bytes, got)));
    }
}
