package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.XArray;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pages of a file's content in memory: {@code inode.i_mapping->i_pages}, include/linux/fs.h. */
public final class CachedPages {
    /**
     * A page of a file.
     *
     * @param index its position in the file, in pages
     * @param address the address of its {@code struct page}
     * @param physical the physical address of its memory
     */
    public record Page(long index, long address, long physical) {}

    /** The pages in the order of the file, and why pages may be missing. */
    public record Pages(List<Page> list, Optional<String> damage) {}

    /** The number of pages in the largest folio: 1 GiB. */
    private static final long MAX_FOLIO = 1 << 18;

    private final Kernel kernel;
    private final KernelObject mapping;

    private CachedPages(Kernel kernel, KernelObject mapping) {
        this.kernel = kernel;
        this.mapping = mapping;
    }

    public static Pages of(Kernel kernel, KernelObject inode) {
        return new CachedPages(kernel, inode.target("i_mapping")).pages();
    }

    private Pages pages() {
        XArray.Entries entries = XArray.entries(kernel.types(), mapping.addressOf("i_pages"));
        List<Page> found = new ArrayList<>();
        // A hostile tree may promise more pages than the image has
        long most = kernel.image().ranges().stream()
                        .mapToLong(r -> r.end() - r.start())
                        .sum()
                / MemoryImage.PAGE_SIZE;
        long next = 0;
        List<XArray.Entry> sorted = new ArrayList<>(entries.list());
        sorted.sort(Comparator.comparingLong(XArray.Entry::index));
        for (XArray.Entry entry : sorted) {
            KernelObject head = kernel.object("page", entry.pointer());
            if (head.number("mapping") != mapping.address()) {
                // Evicted and reused since the tree was read, or forged
                continue;
            }
            long count = pagesOf(head);
            // Up to 5.16 a huge page has one entry for each of its pages; all lead to the first page
            long first = count == 1 ? entry.index() : entry.index() - entry.index() % count;
            for (long i = Math.max(0, next - first); i < count && found.size() < most; i++) {
                KernelObject page = head.at(head.address() + i * head.type().size());
                found.add(new Page(first + i, page.address(), physical(page)));
            }
            next = Math.max(next, first + count);
        }
        return new Pages(found, entries.damage());
    }

    /**
     * The number of pages in a folio, from its second {@code struct page}, which is also the second part of
     * {@code struct folio}.
     */
    private long pagesOf(KernelObject head) {
        Optional<Long> bit = kernel.types().constant("PG_head");
        if (bit.isEmpty() || (head.number("flags") & 1L << bit.get()) == 0) {
            return 1;
        }
        KernelObject second = head.at(head.address() + head.type().size());
        long count = 0;
        for (String member : List.of("_folio_nr_pages", "_nr_pages")) {
            if (kernel.types().has("folio", member)) {
                count = head.as("folio").number(member) & 0xffff_ffffL;
            }
        }
        if (count == 0) {
            count = second.numberIfPresent("compound_nr")
                    .or(() -> second.numberIfPresent("compound_order").map(order -> 1L << (order & 0x3f)))
                    .orElse(1L);
        }
        return count < 1 || count > MAX_FOLIO ? 1 : count;
    }

    /** {@code page_to_phys}: the memory map is an array with an element for each page. */
    private long physical(KernelObject page) {
        return (page.address() - map(kernel, page.address())) / page.type().size() * MemoryImage.PAGE_SIZE;
    }

    /**
     * {@code phys_to_page}: the {@code struct page} of a physical address; for the tail of a huge page, that of the
     * tail itself.
     */
    public static KernelObject page(Kernel kernel, long physical) {
        long map = map(kernel, 0);
        KernelObject first = kernel.object("page", map);
        return first.at(map + physical / MemoryImage.PAGE_SIZE * first.type().size());
    }

    private static long map(Kernel kernel, long page) {
        return kernel.architecture().layout().pageArray(kernel, page);
    }
}
