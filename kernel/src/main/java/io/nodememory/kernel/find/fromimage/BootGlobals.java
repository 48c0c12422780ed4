package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.image.MemoryImage;
import java.util.List;
import java.util.OptionalLong;

/** {@code linux_banner} by its text, the kernel's own top page table by its shape and place, and {@code init_mm} by that table. */
final class BootGlobals {
    private BootGlobals() {}

    static void find(GlobalSearch search) {
        KernelInImage kernel = search.kernel();
        KernelIdentity.banner(kernel.regions()).ifPresent(banner -> search.found("linux_banner", banner.address()));
        String top = kernel.finder().topTable();
        search.address("swapper_pg_dir").ifPresent(address -> search.found(top, address));
        if (search.address(top).isEmpty()) {
            topPageTable(kernel).ifPresent(address -> search.found(top, address));
        }
        imageEnd(search);
        search.address(top).ifPresent(table -> kernelMemory(search, table));
    }

    /** The end of the last page of the image: that of its data, behind which nothing of it is mapped. */
    private static void imageEnd(GlobalSearch search) {
        List<KernelRegion> regions = search.kernel().regions();
        if (!regions.isEmpty()) {
            search.foundOutside("_end", regions.get(regions.size() - 1).end());
        }
    }

    /** The kernel's own memory description is the one in its image that has the kernel's page tables. */
    private static void kernelMemory(GlobalSearch search, long topPageTable) {
        search.places(topPageTable).stream()
                .map(place -> search.types().containerOf(place, "mm_struct", "pgd"))
                .filter(mm -> search.inImage(mm.address())
                        && search.pointer(mm.number("mmlist.next") + 8).equals(OptionalLong.of(mm.addressOf("mmlist"))))
                .forEach(mm -> search.found("init_mm", mm.address()));
    }

    /** The page of the kernel's image that is its own top page table. */
    private static OptionalLong topPageTable(KernelInImage kernel) {
        for (KernelRegion region : kernel.regions()) {
            for (int page = 0;
                    page + MemoryImage.PAGE_SIZE <= region.content().limit();
                    page += MemoryImage.PAGE_SIZE) {
                OptionalLong physical = kernel.memory().translate(region.start() + page);
                if (physical.isPresent()
                        && kernel.finder().isTopTable(kernel.image(), kernel.memory(), physical.getAsLong())) {
                    return OptionalLong.of(region.start() + page);
                }
            }
        }
        return OptionalLong.empty();
    }
}
