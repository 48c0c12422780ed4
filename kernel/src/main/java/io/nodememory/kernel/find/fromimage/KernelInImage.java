package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.Architectures;
import io.nodememory.kernel.arch.spec.KernelArea;
import io.nodememory.kernel.arch.spec.KernelFinder;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.open.KernelMemory;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.kallsyms.KallsymsTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A kernel found in an image without any symbols.
 *
 * @param info its VMCOREINFO if it is known already; the search for it can take as long as reading the whole image
 * @param regions its constants if they hold kallsyms, else its text and data too
 */
record KernelInImage(
        MemoryImage image,
        Optional<VmcoreInfo> info,
        KernelMemory place,
        List<KernelRegion> regions,
        KallsymsTable kallsyms) {

    /** By the VMCOREINFO in the image's header, else by the shape of page tables, else by the VMCOREINFO in its memory. */
    static Optional<KernelInImage> find(MemoryImage image) {
        Optional<VmcoreInfo> header = image.vmcoreinfo().flatMap(VmcoreInfo::parse);
        return header.flatMap(info -> described(image, info))
                .or(() -> byShape(image))
                .or(() -> KernelOpener.probe(image).flatMap(info -> described(image, info)));
    }

    private static Optional<KernelInImage> described(MemoryImage image, VmcoreInfo info) {
        return KernelOpener.memory(image, info).flatMap(place -> of(place.image(), Optional.of(info), place));
    }

    private static Optional<KernelInImage> byShape(MemoryImage image) {
        return Architectures.ALL.stream()
                .flatMap(architecture -> architecture
                        .finder()
                        .byShape(
                                image,
                                memory -> of(image, Optional.empty(), new KernelMemory(architecture, image, memory)))
                        .stream())
                .findFirst();
    }

    private static Optional<KernelInImage> of(MemoryImage image, Optional<VmcoreInfo> info, KernelMemory place) {
        return of(image, info, place, KernelRegion.constants(place))
                .or(() -> of(image, info, place, KernelRegion.all(place)));
    }

    private static Optional<KernelInImage> of(
            MemoryImage image, Optional<VmcoreInfo> info, KernelMemory place, List<KernelRegion> regions) {
        return regions.stream()
                .flatMap(region -> KallsymsTable.find(region.content(), region.start()).stream())
                .findFirst()
                .map(kallsyms -> new KernelInImage(image, info, place, regions, kallsyms));
    }

    /** With its text and data. */
    KernelInImage whole() {
        return new KernelInImage(image, info, place, KernelRegion.all(place), kallsyms);
    }

    AddressSpace memory() {
        return place.memory();
    }

    KernelFinder finder() {
        return place.architecture().finder();
    }

    KernelArea area() {
        return finder().area(memory());
    }

    /** The region that holds an address. */
    Optional<KernelRegion> region(long address) {
        return regions.stream().filter(region -> region.contains(address)).findFirst();
    }

    /** The address in the kernel's image at which physical memory is mapped there. */
    OptionalLong addressOf(long physical) {
        for (KernelRegion region : regions) {
            for (long at = region.start(); at < region.end(); at += MemoryImage.PAGE_SIZE) {
                OptionalLong there = memory().translate(at);
                if (there.isPresent() && there.getAsLong() == physical) {
                    return OptionalLong.of(at);
                }
            }
        }
        return OptionalLong.empty();
    }
}
