package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.arch.Architectures;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.symbols.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds a kernel whose symbols are known. Its image lies in one piece of physical memory and is aligned, so linux_banner can
 * only be at one place in each multiple of that alignment. From the banner follows the place of the page tables, and from
 * these what KASLR added.
 */
final class KernelSearch {
    private static final String BANNER_START = "Linux version ";

    private final MemoryImage image;
    private final Symbols symbols;
    private final OptionalLong bannerAddress;

    KernelSearch(MemoryImage image, Symbols symbols) {
        this.image = image;
        this.symbols = symbols;
        this.bannerAddress = symbols.address("linux_banner");
    }

    /** The kernel that a VMCOREINFO describes, if the symbols are its own. */
    Optional<KernelPlace> at(VmcoreInfo info) {
        OptionalLong shift = shiftOf(info);
        Optional<KernelMemory> memory = KernelPlace.of(image, info);
        if (shift.isEmpty() || memory.isEmpty()) {
            return Optional.empty();
        }
        return bannerAddress.isPresent()
                ? proved(memory.get(), shift.getAsLong(), Optional.of(info))
                : provedByIdentity(memory.get(), shift.getAsLong(), info);
    }

    private OptionalLong shiftOf(VmcoreInfo info) {
        if (symbols.origin().relocated()) {
            return OptionalLong.of(0);
        }
        for (String anchor : new String[] {"_stext", "init_uts_ns", "swapper_pg_dir"}) {
            OptionalLong linked = symbols.address(anchor);
            OptionalLong running = info.symbol(anchor);
            if (linked.isPresent() && running.isPresent()) {
                return OptionalLong.of(running.getAsLong() - linked.getAsLong());
            }
        }
        return info.kernelOffset();
    }

    private Optional<KernelPlace> proved(KernelMemory kernel, long shift, Optional<VmcoreInfo> info) {
        String banner = KernelPlace.bannerAt(kernel.memory(), bannerAddress.getAsLong() + shift);
        boolean fits = banner.startsWith(BANNER_START)
                && symbols.banner().map(banner::equals).orElse(true);
        return fits ? Optional.of(new KernelPlace(kernel, shift, banner, info)) : Optional.empty();
    }

    /** The proof for symbols without data (kallsyms without CONFIG_KALLSYMS_ALL): the build id if known, and the release. */
    private Optional<KernelPlace> provedByIdentity(KernelMemory kernel, long shift, VmcoreInfo info) {
        boolean sameBuild = symbols.buildId().isEmpty()
                || info.buildId().isEmpty()
                || symbols.buildId().equals(info.buildId());
        return KernelPlace.releaseAndVersion(kernel.memory(), info)
                .filter(name -> sameBuild && name.startsWith(info.osRelease() + " "))
                .map(name -> new KernelPlace(kernel, shift, name, Optional.of(info)));
    }

    /** Looks for the banner in physical memory, at one place in each multiple of the kernel's alignment. */
    Optional<KernelPlace> byBanner() {
        if (bannerAddress.isEmpty()) {
            return Optional.empty();
        }
        for (Architecture architecture : Architectures.ALL) {
            OptionalLong root = architecture.finder().topTable(symbols);
            Optional<KernelPlace> place =
                    root.isPresent() ? byBanner(architecture, root.getAsLong()) : Optional.empty();
            if (place.isPresent()) {
                return place;
            }
        }
        return Optional.empty();
    }

    private Optional<KernelPlace> byBanner(Architecture architecture, long root) {
        long linked = bannerAddress.getAsLong();
        long alignment = architecture.finder().alignment();
        byte[] expected = symbols.banner().orElse(BANNER_START).getBytes(StandardCharsets.ISO_8859_1);
        for (PhysicalRange range : image.ranges()) {
            long first = range.start() + ((linked - range.start()) & (alignment - 1));
            for (long at = first; at + expected.length <= range.end(); at += alignment) {
                if (holds(at, expected)) {
                    Optional<KernelPlace> place = placed(architecture, at, root - linked + at);
                    if (place.isPresent()) {
                        return place;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(long physical, byte[] expected) {
        byte[] bytes = new byte[expected.length];
        try {
            image.peek(physical, bytes, 0, bytes.length);
        } catch (UnreadableMemoryException e) {
            return false;
        }
        return Arrays.equals(bytes, expected);
    }

    /** The placement, of all that KASLR can have chosen, under which the banner is mapped to where it was found. */
    private Optional<KernelPlace> placed(Architecture architecture, long physicalBanner, long root) {
        boolean relocated = symbols.origin().relocated();
        return architecture
                .finder()
                .placements(image, root, bannerAddress.getAsLong(), physicalBanner, relocated)
                .flatMap(found ->
                        proved(new KernelMemory(architecture, image, found.memory()), found.shift(), Optional.empty())
                                .stream())
                .findFirst();
    }
}
