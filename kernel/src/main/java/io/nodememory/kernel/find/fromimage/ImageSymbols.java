package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.LinkAddresses;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes symbols out of the memory image alone: types from the kernel's BTF, addresses from its kallsyms, and variables that
 * kallsyms lacks (kernels without CONFIG_KALLSYMS_ALL) from what points at them.
 */
public final class ImageSymbols {
    /** Bytes before the BTF in which the notes are looked for: there may be a page of padding in between. */
    private static final long NOTES_BEFORE_BTF = 8192;

    private ImageSymbols() {}

    /**
     * Finds the kernel in an image and makes its symbols.
     *
     * @throws BadInputException if there is no kernel with kallsyms and BTF in it
     */
    public static Symbols find(MemoryImage image) {
        KernelInImage kernel = KernelInImage.find(image)
                .orElseThrow(() -> new BadInputException(("no Linux kernel with a kallsyms table was found in the %s"
                                + " image, so that it cannot be read without symbols; check that it is complete, or give the"
                                + " kernel's symbols")
                        .formatted(image.format())));
        List<KallsymsEntry> entries = new ArrayList<>(kernel.kallsyms().count());
        kernel.kallsyms().decode(entries::add);
        return of(kernel, entries);
    }

    static Symbols of(KernelInImage kernel, List<KallsymsEntry> entries) {
        Optional<String> banner = KernelIdentity.banner(kernel.regions()).map(KernelIdentity.Found::text);
        SymbolTable running = SymbolTable.of(entries);
        BtfSearch.Found btf = BtfSearch.find(kernel.regions(), running)
                .orElseThrow(() -> new BadInputException(("the kernel in the image (%s) was built without BTF"
                                + " (CONFIG_DEBUG_INFO_BTF): its types are not in the image, give its symbols")
                        .formatted(banner.orElse("without banner"))));
        BtfTypes types = new BtfTypes(btf.btf());
        Globals globals = Globals.find(kernel, running, types);
        List<KallsymsEntry> all = new ArrayList<>(entries);
        all.addAll(globals.found());
        return new BtfSymbols(
                new Origin("BTF and kallsyms of the image" + globals.description(), false),
                types,
                SymbolTable.of(linked(kernel, all)),
                WellKnownTypes.of(types),
                banner,
                buildId(kernel, running, btf.address()));
    }

    /** The shift of KASLR is what VMCOREINFO says, else the distance from where the architecture links its kernels. */
    private static List<KallsymsEntry> linked(KernelInImage kernel, List<KallsymsEntry> running) {
        OptionalLong shift = kernel.info().map(VmcoreInfo::kernelOffset).orElse(OptionalLong.empty());
        return shift.isPresent()
                ? LinkAddresses.without(running, shift.getAsLong())
                : LinkAddresses.of(running, kernel.area().linked());
    }

    /** From the kernel's notes, which end right before its BTF (RO_DATA in include/asm-generic/vmlinux.lds.h), else VMCOREINFO. */
    private static Optional<String> buildId(KernelInImage kernel, SymbolTable running, long btf) {
        long start = running.find("__start_notes").map(running::address).orElse(btf - NOTES_BEFORE_BTF);
        long end = running.find("__stop_notes").map(running::address).orElse(btf);
        return kernel.region(start)
                .flatMap(region -> KernelIdentity.buildId(region, start, end))
                .or(() -> kernel.info().flatMap(VmcoreInfo::buildId));
    }
}
