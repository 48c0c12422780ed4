package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.address.X86AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.open.VmcoreInfo;
import io.nodememory.kernel.symbols.kallsyms.KallsymsTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A kernel found in an image without any symbols.
 *
 * @param info its VMCOREINFO where it has been found already; looking for it may take as long as reading the whole image
 * @param regions its constants where they hold kallsyms, else its text and data too
 */
record KernelInImage(
        MemoryImage image,
        Optional<VmcoreInfo> info,
        X86AddressSpace memory,
        List<KernelRegion> regions,
        KallsymsTable kallsyms) {

    /** By the VMCOREINFO in the image's header, else by the shape of page tables. */
    static Optional<KernelInImage> find(MemoryImage image) {
        Optional<VmcoreInfo> header = image.vmcoreinfo().flatMap(VmcoreInfo::parse);
        return header.flatMap(info -> KernelOpener.memory(image, info))
                .filter(X86AddressSpace.class::isInstance)
                .flatMap(memory -> of(image, header, (X86AddressSpace) memory))
                .or(() -> new PageTableSearch(image).find(memory -> of(image, Optional.empty(), memory)));
    }

    private static Optional<KernelInImage> of(MemoryImage image, Optional<VmcoreInfo> info, X86AddressSpace memory) {
        return of(image, info, memory, KernelRegion.constants(memory))
                .or(() -> of(image, info, memory, KernelRegion.all(memory)));
    }

    private static Optional<KernelInImage> of(
            MemoryImage image, Optional<VmcoreInfo> info, X86AddressSpace memory, List<KernelRegion> regions) {
        return regions.stream()
                .flatMap(region -> KallsymsTable.find(region.content(), region.start()).stream())
                .findFirst()
                .map(kallsyms -> new KernelInImage(image, info, memory, regions, kallsyms));
    }

    /** With its text and data. */
    KernelInImage whole() {
        return new KernelInImage(image, info, memory, KernelRegion.all(memory), kallsyms);
    }

    /** The region that holds an address. */
    Optional<KernelRegion> region(long address) {
        return regions.stream().filter(region -> region.contains(address)).findFirst();
    }

    /** The address in the kernel's image at which physical memory is mapped there. */
    OptionalLong addressOf(long physical) {
        for (KernelRegion region : regions) {
            for (long at = region.start(); at < region.end(); at += MemoryImage.PAGE_SIZE) {
                OptionalLong there = memory.translate(at);
                if (there.isPresent() && there.getAsLong() == physical) {
                    return OptionalLong.of(at);
                }
            }
        }
        return OptionalLong.empty();
    }
}
