package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the kernel's page tables by their shape alone: the last entry of a top table leads to the top 512 GiB, whose last but
 * one entry leads to the table that maps the kernel's image by consecutive large pages. Every process has such a top table,
 * so that the search ends early.
 */
final class PageTableSearch {
    private static final long PRESENT = 1;
    private static final long LARGE = 1 << 7;
    private static final long FRAME = 0x000f_ffff_ffff_f000L;
    private static final int ENTRIES = 512;
    private static final long LARGE_PAGE = 2 << 20;

    /** The least number of consecutive large pages of a kernel, whose text alone takes 10 MiB. */
    private static final int FEWEST_LARGE_PAGES = 4;

    private final MemoryImage image;
    /** Tables that map a kernel and have been examined: all processes share them. */
    private final Set<Long> kernels = new HashSet<>();

    private long kernelTable;
    private final byte[] page = new byte[MemoryImage.PAGE_SIZE];

    PageTableSearch(MemoryImage image) {
        this.image = image;
    }

    /**
     * The first result of {@code proof}, which is called once for each kernel that page tables in the image map, until it
     * returns one.
     */
    <T> Optional<T> find(Function<AddressSpace, Optional<T>> proof) {
        byte[] entry = new byte[Long.BYTES];
        for (PhysicalRange range : image.ranges()) {
            long first = (range.start() + MemoryImage.PAGE_SIZE - 1) & -MemoryImage.PAGE_SIZE;
            for (long at = first; at + MemoryImage.PAGE_SIZE <= range.end(); at += MemoryImage.PAGE_SIZE) {
                if (!readable(at + (ENTRIES - 1) * Long.BYTES, entry, Long.BYTES)) {
                    continue;
                }
                long last =
                        ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).getLong();
                if (!table(last)) {
                    continue;
                }
                int levels = levels(last & FRAME);
                if (levels > 0 && top(at)) {
                    AddressSpace memory = X86.memory(image, levels, at);
                    Optional<T> result = kernels.add(kernelTable) ? proof.apply(memory) : Optional.empty();
                    if (result.isPresent()) {
                        return result;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The number of levels of the tables whose last top entry leads to {@code next}; 0 if they map no kernel. */
    private int levels(long next) {
        ByteBuffer upper = read(next);
        if (upper == null) {
            return 0;
        }
        long beforeLast = upper.getLong((ENTRIES - 2) * Long.BYTES);
        long last = upper.getLong((ENTRIES - 1) * Long.BYTES);
        if (table(beforeLast) && mapsKernel(beforeLast & FRAME)) {
            return 4;
        }
        ByteBuffer middle = table(last) ? read(last & FRAME) : null;
        if (middle == null) {
            return 0;
        }
        beforeLast = middle.getLong((ENTRIES - 2) * Long.BYTES);
        return table(beforeLast) && mapsKernel(beforeLast & FRAME) ? 5 : 0;
    }

    /**
     * Whether the table also maps the kernel's direct map, vmalloc area and memory map (Documentation/arch/x86/x86_64/mm.rst:
     * entries 256 to 507 whatever their number of levels): a lower table of five levels does not, nor do those that
     * page-table isolation gives to user mode.
     */
    boolean top(long table) {
        ByteBuffer entries = read(table);
        int present = 0;
        for (int i = ENTRIES / 2; entries != null && i < ENTRIES - 4; i++) {
            present += table(entries.getLong(i * Long.BYTES)) ? 1 : 0;
        }
        return present >= 2;
    }

    private boolean mapsKernel(long table) {
        ByteBuffer entries = read(table);
        if (entries == null) {
            return false;
        }
        int row = 0;
        long expected = 0;
        for (int i = 0; i < ENTRIES && row < FEWEST_LARGE_PAGES; i++) {
            long entry = entries.getLong(i * Long.BYTES);
            boolean large = (entry & (PRESENT | LARGE)) == (PRESENT | LARGE);
            long frame = entry & FRAME & -LARGE_PAGE;
            row = !large ? 0 : row > 0 && frame == expected ? row + 1 : 1;
            expected = frame + LARGE_PAGE;
        }
        kernelTable = table;
        return row == FEWEST_LARGE_PAGES;
    }

    private static boolean table(long entry) {
        return (entry & (PRESENT | LARGE)) == PRESENT && (entry & FRAME) != 0;
    }

    private ByteBuffer read(long physical) {
        return readable(physical, page, page.length)
                ? ByteBuffer.wrap(page.clone()).order(ByteOrder.LITTLE_ENDIAN)
                : null;
    }

    private boolean readable(long physical, byte[] target, int length) {
        try {
            image.read(physical, target, 0, length);
            return true;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }
}
