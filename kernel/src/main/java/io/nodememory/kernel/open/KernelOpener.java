package io.nodememory.kernel.open;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Optional;

/** Puts symbols and image together: finds the kernel, proves that the symbols are its own, opens its memory. */
public final class KernelOpener {
    private KernelOpener() {}

    /**
     * The VMCOREINFO of the kernel in an image, by which symbols can be found: that of the image's header, else the one in its
     * memory that its own page tables prove. Reads the whole image if it has none.
     */
    public static Optional<VmcoreInfo> probe(MemoryImage image) {
        Optional<VmcoreInfo> header = headerInfo(image);
        return header.filter(info -> KernelPlace.of(image, info).isPresent())
                .or(() -> VmcoreInfoScan.find(
                        image, info -> KernelPlace.of(image, info).isPresent()))
                .or(() -> header);
    }

    private static Optional<VmcoreInfo> headerInfo(MemoryImage image) {
        return image.vmcoreinfo().flatMap(VmcoreInfo::parse);
    }

    /** The kernel's memory by VMCOREINFO alone, for reading BTF and kallsyms out of an image without symbols. */
    public static Optional<KernelMemory> memory(MemoryImage image, VmcoreInfo info) {
        return KernelPlace.of(image, info);
    }

    /**
     * Opens the kernel in an image.
     *
     * @throws BadInputException if the image holds no kernel, or another than the symbols are of
     */
    public static Kernel open(MemoryImage image, Symbols symbols) {
        return open(image, symbols, KnownPods.NONE);
    }

    /** Like {@link #open(MemoryImage, Symbols)}, with what the cluster's API reported about the node. */
    public static Kernel open(MemoryImage image, Symbols symbols, KnownPods pods) {
        KernelSearch search = new KernelSearch(image, symbols);
        Optional<KernelPlace> place = headerInfo(image)
                .flatMap(search::at)
                .or(search::byBanner)
                .or(() -> VmcoreInfoScan.find(image, info -> search.at(info).isPresent())
                        .flatMap(search::at));
        return place.map(found -> kernel(symbols, found, pods)).orElseThrow(() -> misfit(image, symbols));
    }

    private static Kernel kernel(Symbols symbols, KernelPlace place, KnownPods pods) {
        KernelMemory found = place.kernel();
        MemoryImage image = found.image();
        Kernel kernel =
                new Kernel(found.architecture(), image, symbols, found.memory(), place.shift(), place.info(), pods);
        MemoryImage complete = image.zeroFilled(SystemRam.of(kernel));
        if (complete == image) {
            return kernel;
        }
        return new Kernel(
                found.architecture(),
                complete,
                symbols,
                found.memory().over(complete),
                place.shift(),
                place.info(),
                pods);
    }

    private static BadInputException misfit(MemoryImage image, Symbols symbols) {
        String wanted = symbols.banner().orElse("a kernel without known banner")
                + symbols.buildId().map(id -> ", build id " + id).orElse("");
        Optional<VmcoreInfo> info = probe(image);
        if (info.isEmpty()) {
            return new BadInputException(
                    ("no Linux kernel was found in the %s image: it has no VMCOREINFO, and not the kernel that the"
                                    + " symbols are of (%s)%s; check that the image is complete and that the symbols fit")
                            .formatted(image.format(), wanted, warnings(image)));
        }
        String there = KernelPlace.of(image, info.get())
                        .flatMap(memory -> KernelPlace.releaseAndVersion(memory.memory(), info.get()))
                        .orElse(info.get().osRelease())
                + info.get().buildId().map(id -> ", build id " + id).orElse("");
        return new BadInputException(
                "the symbols do not fit the image: it holds the kernel %s, %s is of %s; give the symbols of the image's kernel"
                        .formatted(there, symbols.origin().description(), wanted));
    }

    private static String warnings(MemoryImage image) {
        return image.warnings().isEmpty() ? "" : "; " + String.join("; ", image.warnings());
    }
}
