package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.module.ModuleTypes;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The layers of an overlay file system, fs/overlayfs.
 *
 * <p>Distributions build it as a module whose types the kernel's symbols lack. So {@code struct ovl_config} is located
 * in {@code struct ovl_fs} by its first members: the strings lowerdir, upperdir, workdir; since 6.5 upperdir, workdir
 * and the array of lowerdirs.
 */
final class OverlayOptions {
    /** The configuration is within this number of words of {@code struct ovl_fs}; at most nine words precede it. */
    private static final int WORDS = 12;

    private static final int MAX_PATH = 4096;

    private static final String NO_USERXATTR = ",nouserxattr";

    /** The longest module code in bytes that is searched. The module has 200 KiB; a damaged one may claim any size. */
    private static final int MOST_CODE = 4 << 20;

    /** The flags of {@code struct ovl_config} in the order of {@code ovl_show_options}; usually all are off. */
    private static final Map<String, String> FLAGS = new LinkedHashMap<>();

    static {
        FLAGS.put("default_permissions", "default_permissions");
        FLAGS.put("ovl_volatile", "volatile");
        FLAGS.put("userxattr", "userxattr");
    }

    private OverlayOptions() {}

    static String decode(Kernel kernel, KernelObject superBlock) {
        return directories(kernel, superBlock) + flags(kernel, superBlock);
    }

    /** The flags; empty unless the image holds the types of the module. */
    private static String flags(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        ModuleTypes.of(kernel)
                .object("overlay", "ovl_fs", superBlock.number("s_fs_info"))
                .ifPresent(info -> {
                    FLAGS.forEach((member, name) -> {
                        if (info.has("config." + member) && info.number("config." + member) != 0) {
                            options.append(',').append(name);
                        }
                    });
                    if (info.has("config.userxattr")
                            && info.number("config.userxattr") == 0
                            && PrintsDisabledFlags.of(kernel, superBlock)) {
                        options.append(NO_USERXATTR);
                    }
                });
        return options.toString();
    }

    /** Whether the module is Ubuntu's, which prints that userxattr is off. Its code contains that text. */
    private record PrintsDisabledFlags(boolean found) {
        static boolean of(Kernel kernel, KernelObject superBlock) {
            return kernel.shared(PrintsDisabledFlags.class, k -> new PrintsDisabledFlags(search(k, superBlock)))
                    .found();
        }

        private static boolean search(Kernel kernel, KernelObject superBlock) {
            long function = superBlock.target("s_op").number("show_options");
            return Modules.of(kernel)
                    .owner(function)
                    .map(module -> Modules.ranges(module).stream()
                            .skip(1) // its code
                            .anyMatch(range -> holds(kernel, range)))
                    .orElse(false);
        }

        private static boolean holds(Kernel kernel, Modules.Range range) {
            byte[] content = new byte[(int) Math.min(range.size(), MOST_CODE)];
            int length = kernel.memory().readUpTo(range.base(), content, 0, content.length);
            return new String(content, 0, length, StandardCharsets.ISO_8859_1).contains(NO_USERXATTR);
        }
    }

    private static String directories(Kernel kernel, KernelObject superBlock) {
        long info = superBlock.number("s_fs_info");
        AddressSpace memory = kernel.memory();
        for (int word = 2; word < WORDS; word++) {
            long at = info + 8L * word;
            String first = path(memory, memory.readPointer(at));
            String second = path(memory, memory.readPointer(at + 8));
            String third = path(memory, memory.readPointer(at + 16));
            String lowers = path(memory, pointerAt(memory, memory.readPointer(at + 16)));
            // Test for the array first: its lowest byte may be a character, but the first eight bytes of a path are
            // never an address.
            if (first != null && second != null && lowers != null) {
                return layers(lowers, first, second) + modern(memory, at);
            } else if (first != null && second != null && third != null) {
                return layers(first, second, third);
            } else if (first != null && memory.readPointer(at + 8) == 0 && memory.readPointer(at + 16) == 0) {
                return layers(first, null, null);
            }
        }
        return "";
    }

    private static String layers(String lower, String upper, String work) {
        String options = ",lowerdir=" + CgroupOptions.escape(lower);
        return upper == null
                ? options
                : options + ",upperdir=" + CgroupOptions.escape(upper) + ",workdir=" + CgroupOptions.escape(work);
    }

    /** {@code ovl_config.uuid}, {@code OVL_UUID_ON}; the default is "auto" ({@code fs/overlayfs/ovl_entry.h}). */
    private static String modern(AddressSpace memory, long config) {
        return memory.readNumber(config + 40, 4) == 3 ? ",uuid=on" : "";
    }

    private static long pointerAt(AddressSpace memory, long address) {
        try {
            return address == 0 ? 0 : memory.readPointer(address);
        } catch (UnreadableMemoryException e) {
            return 0;
        }
    }

    /** The text at an address if it can be a path; null otherwise. */
    private static String path(AddressSpace memory, long address) {
        if (address >= 0) {
            return null;
        }
        try {
            String text = new String(memory.readCString(address, MAX_PATH), StandardCharsets.UTF_8);
            boolean plausible = !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c != 0xfffd);
            return plausible && text.length() < MAX_PATH ? text : null;
        } catch (UnreadableMemoryException e) {
            return null;
        }
    }
}
