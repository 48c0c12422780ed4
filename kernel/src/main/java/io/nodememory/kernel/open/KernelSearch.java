package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.X86AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.symbols.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds a kernel whose symbols are known. Its image lies in one piece of physical memory, aligned to 2 MiB at least
 * (CONFIG_PHYSICAL_ALIGN), so linux_banner can only be at one place in every 2 MiB; where it is, the page tables are too, and
 * they tell what KASLR added.
 */
final class KernelSearch {
    private static final long ALIGNMENT = 2L << 20;
    private static final String BANNER_START = "Linux version ";

    private final MemoryImage image;
    private final Symbols symbols;
    private final OptionalLong bannerAddress;

    KernelSearch(MemoryImage image, Symbols symbols) {
        this.image = image;
        this.symbols = symbols;
        this.bannerAddress = symbols.address("linux_banner");
    }

    /** The kernel that a VMCOREINFO describes, if it is the symbols' one. */
    Optional<KernelPlace> at(VmcoreInfo info) {
        OptionalLong shift = shiftOf(info);
        Optional<X86AddressSpace> memory = KernelPlace.of(image, info);
        if (shift.isEmpty() || memory.isEmpty()) {
            return Optional.empty();
        }
        return bannerAddress.isPresent()
                ? proved(memory.get(), shift.getAsLong())
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

    private Optional<KernelPlace> proved(X86AddressSpace memory, long shift) {
        String banner = KernelPlace.bannerAt(memory, bannerAddress.getAsLong() + shift);
        boolean fits = banner.startsWith(BANNER_START)
                && symbols.banner().map(banner::equals).orElse(true);
        return fits ? Optional.of(new KernelPlace(memory, shift, banner)) : Optional.empty();
    }

    /** For symbols without data (kallsyms of a kernel without CONFIG_KALLSYMS_ALL): build id, or the release at least. */
    private Optional<KernelPlace> provedByIdentity(X86AddressSpace memory, long shift, VmcoreInfo info) {
        boolean sameBuild = symbols.buildId().isEmpty()
                || info.buildId().isEmpty()
                || symbols.buildId().equals(info.buildId());
        return KernelPlace.releaseAndVersion(memory, info)
                .filter(name -> sameBuild && name.startsWith(info.osRelease() + " "))
                .map(name -> new KernelPlace(memory, shift, name));
    }

    /** Looks for the banner in physical memory, at one place in every 2 MiB. */
    Optional<KernelPlace> byBanner() {
        OptionalLong root = symbols.address("init_top_pgt").isPresent()
                ? symbols.address("init_top_pgt")
                : symbols.address("swapper_pg_dir");
        if (bannerAddress.isEmpty() || root.isEmpty()) {
            return Optional.empty();
        }
        long linked = bannerAddress.getAsLong();
        byte[] expected = symbols.banner().orElse(BANNER_START).getBytes(StandardCharsets.ISO_8859_1);
        for (PhysicalRange range : image.ranges()) {
            long first = range.start() + ((linked - range.start()) & (ALIGNMENT - 1));
            for (long at = first; at + expected.length <= range.end(); at += ALIGNMENT) {
                if (holds(at, expected)) {
                    Optional<KernelPlace> place = placed(at, root.getAsLong() - linked + at);
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

    /** Tries every shift that KASLR can have chosen; the one under which the banner is mapped to where it was found is it. */
    private Optional<KernelPlace> placed(long physicalBanner, long root) {
        long most = symbols.origin().relocated() ? 0 : KernelPlace.KERNEL_MAP_SIZE - ALIGNMENT;
        for (int levels = 4; levels <= 5; levels++) {
            X86AddressSpace memory = new X86AddressSpace(image, levels, root);
            for (long shift = 0; shift <= most; shift += ALIGNMENT) {
                OptionalLong mapped = memory.translate(bannerAddress.getAsLong() + shift);
                if (mapped.isPresent() && mapped.getAsLong() == physicalBanner) {
                    Optional<KernelPlace> place = proved(memory, shift);
                    if (place.isPresent()) {
                        return place;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
