package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.Architectures;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The proved place of a kernel.
 *
 * @param kernel its virtual memory
 * @param shift what KASLR added to the addresses of the link, in bytes
 * @param banner the text at its linux_banner, or its release and version if the symbols lack the banner
 * @param info the VMCOREINFO by which it was found, if it was
 */
record KernelPlace(KernelMemory kernel, long shift, String banner, Optional<VmcoreInfo> info) {
    private static final int BANNER_LIMIT = 512;
    /** __NEW_UTS_LEN + 1: the size of each field of struct new_utsname. */
    private static final int UTS_FIELD = 65;

    private static final String RAW = "raw";

    /** The memory that a VMCOREINFO describes, if its own page tables agree with it. */
    static Optional<KernelMemory> of(MemoryImage image, VmcoreInfo info) {
        return at(image, info)
                .or(() -> Architectures.ALL.stream()
                        .filter(architecture -> image.format().startsWith(RAW))
                        .flatMap(architecture -> architecture.finder().moved(image, info).stream())
                        .findFirst()
                        .flatMap(moved -> at(moved, info)));
    }

    private static Optional<KernelMemory> at(MemoryImage image, VmcoreInfo info) {
        return Architectures.ALL.stream()
                .flatMap(architecture -> architecture.finder().describedBy(image, info).stream()
                        .map(memory -> new KernelMemory(architecture, image, memory)))
                .findFirst();
    }

    /** Text at an address up to its newline, empty if there is none to be read. */
    static String bannerAt(AddressSpace memory, long address) {
        try {
            return firstLine(memory.readCString(address, BANNER_LIMIT));
        } catch (UnreadableMemoryException e) {
            return "";
        }
    }

    static String firstLine(byte[] text) {
        String line = new String(text, StandardCharsets.ISO_8859_1);
        int newline = line.indexOf('\n');
        return newline < 0 ? line : line.substring(0, newline);
    }

    /** Release and version (as uname -rv prints them) of the kernel that a VMCOREINFO describes. */
    static Optional<String> releaseAndVersion(AddressSpace memory, VmcoreInfo info) {
        OptionalLong address = info.symbol("init_uts_ns");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        // Kernels before 5.11 have a reference count before the names.
        for (int skip = 0; skip <= 8; skip += 4) {
            long names = address.getAsLong() + skip;
            if (bannerAt(memory, names).equals("Linux")) {
                String release = bannerAt(memory, names + 2 * UTS_FIELD);
                return Optional.of(release + " " + bannerAt(memory, names + 3 * UTS_FIELD));
            }
        }
        return Optional.empty();
    }
}
