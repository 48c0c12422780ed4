package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The options of a mount, and the options of its superblock that all file systems share: fs/proc_namespace.c. */
final class MountFlags {
    /** Bits of {@code mnt_flags} in the order of {@code show_mnt_opts}, include/linux/mount.h. */
    private static final Map<Long, String> MOUNT = new LinkedHashMap<>();

    /** Bits of {@code s_flags} in the order of {@code show_sb_opts}, include/linux/fs.h. */
    private static final Map<Long, String> SUPER = new LinkedHashMap<>();

    private static final long MNT_READONLY = 0x40;
    private static final long SB_RDONLY = 1;

    static {
        MOUNT.put(0x01L, "nosuid");
        MOUNT.put(0x02L, "nodev");
        MOUNT.put(0x04L, "noexec");
        MOUNT.put(0x08L, "noatime");
        MOUNT.put(0x10L, "nodiratime");
        MOUNT.put(0x20L, "relatime");
        MOUNT.put(0x80L, "nosymfollow");
        SUPER.put(1L << 4, "sync");
        SUPER.put(1L << 7, "dirsync");
        SUPER.put(1L << 6, "mand");
        SUPER.put(1L << 25, "lazytime");
    }

    private MountFlags() {}

    static String mount(Kernel kernel, KernelObject mount) {
        long flags = mount.number("mnt.mnt_flags");
        String options = options((flags & MNT_READONLY) != 0, flags, MOUNT);
        return isIdMapped(kernel, mount) ? options + ",idmapped" : options;
    }

    static String superBlock(KernelObject superBlock) {
        long flags = superBlock.number("s_flags");
        return options((flags & SB_RDONLY) != 0, flags, SUPER);
    }

    private static String options(boolean readOnly, long flags, Map<Long, String> names) {
        StringBuilder options = new StringBuilder(readOnly ? "ro" : "rw");
        names.forEach((bit, name) -> {
            if ((flags & bit) != 0) {
                options.append(',').append(name);
            }
        });
        return options.toString();
    }

    /** {@code is_idmapped_mnt}: through a user namespace since 5.12, through a {@code mnt_idmap} since 6.2. */
    private static boolean isIdMapped(Kernel kernel, KernelObject mount) {
        if (mount.has("mnt.mnt_idmap")) {
            OptionalLong none = kernel.findAddress("nop_mnt_idmap");
            return none.isPresent() && mount.number("mnt.mnt_idmap") != none.getAsLong();
        }
        if (mount.has("mnt.mnt_userns")) {
            OptionalLong initial = kernel.findAddress("init_user_ns");
            long own = mount.number("mnt.mnt_userns");
            long fileSystems = mount.embedded("mnt").target("mnt_sb").number("s_user_ns");
            return initial.isPresent() && own != initial.getAsLong() && own != fileSystems;
        }
        return false;
    }
}
