package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.X86AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a kernel lies, proved.
 *
 * @param memory its virtual memory
 * @param shift what KASLR added to the addresses of the link, in bytes
 * @param banner what was read at its linux_banner, or its release and version where no banner could be asked for
 */
record KernelPlace(X86AddressSpace memory, long shift, String banner) {
    /** __START_KERNEL_map: the kernel's image is mapped from here on (arch/x86/include/asm/page_64_types.h). */
    static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;
    /** KERNEL_IMAGE_SIZE with KASLR: KASLR moves the kernel by less than this. */
    static final long KERNEL_MAP_SIZE = 1L << 30;

    private static final int BANNER_LIMIT = 512;
    /** __NEW_UTS_LEN + 1: the size of each field of struct new_utsname. */
    private static final int UTS_FIELD = 65;

    /** Page tables at a physical address under which {@code virtual} is mapped to {@code physical}; 4 levels, then 5. */
    static Optional<X86AddressSpace> withPageTables(MemoryImage image, long root, long virtual, long physical) {
        for (int levels = 4; levels <= 5; levels++) {
            X86AddressSpace memory = new X86AddressSpace(image, levels, root);
            OptionalLong mapped = memory.translate(virtual);
            if (mapped.isPresent() && mapped.getAsLong() == physical) {
                return Optional.of(memory);
            }
        }
        return Optional.empty();
    }

    /** The memory that a VMCOREINFO describes, if its own page tables agree with it. */
    static Optional<X86AddressSpace> of(MemoryImage image, VmcoreInfo info) {
        OptionalLong root = info.pageTable();
        OptionalLong physicalBase = info.number("phys_base");
        if (root.isEmpty() || physicalBase.isEmpty()) {
            return Optional.empty();
        }
        long physical = root.getAsLong() - KERNEL_MAP + physicalBase.getAsLong();
        return withPageTables(image, physical, root.getAsLong(), physical);
    }

    /** Text at an address up to its newline, empty if there is none to be read. */
    static String bannerAt(X86AddressSpace memory, long address) {
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
    static Optional<String> releaseAndVersion(X86AddressSpace memory, VmcoreInfo info) {
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
