package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.List;
import java.util.Map;

/** Options of the small pseudo file systems. */
final class PseudoOptions {
    private static final int NR_UNIX98_PTY_MAX = 1 << 20;
    private static final Map<Long, String> HIDEPID = Map.of(1L, "noaccess", 2L, "invisible", 4L, "ptraceable");

    /**
     * {@code squashfs_decompressor_*}: all three exist where a mount may choose
     * (CONFIG_SQUASHFS_CHOICE_DECOMP_BY_MOUNT).
     */
    private static final List<String> DECOMPRESSORS = List.of("single", "percpu", "multi");

    private PseudoOptions() {}

    /** {@code proc_show_options}, fs/proc/root.c; before 5.8 the settings belonged to the pid namespace. */
    static String proc(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        // Before 5.8 another struct had that name (fs/proc_namespace.c)
        boolean own = kernel.types().has("proc_fs_info", "pid_gid");
        KernelObject info = superBlock.targetAs("s_fs_info", own ? "proc_fs_info" : "pid_namespace");
        TmpfsOptions.appendId(options, ",gid=", info.number("pid_gid"));
        long hidden = info.number("hide_pid");
        if (hidden != 0) {
            options.append(",hidepid=").append(own ? HIDEPID.getOrDefault(hidden, "unknown") : String.valueOf(hidden));
        }
        if (info.has("pidonly") && info.number("pidonly") != 0) {
            options.append(",subset=pid");
        }
        return options.toString();
    }

    /** {@code devpts_show_options}, fs/devpts/inode.c. */
    static String devpts(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        KernelObject mount = superBlock.targetAs("s_fs_info", "pts_fs_info").embedded("mount_opts");
        if (mount.number("setuid") != 0) {
            options.append(",uid=").append(mount.number("uid") & 0xffff_ffffL);
        }
        if (mount.number("setgid") != 0) {
            options.append(",gid=").append(mount.number("gid") & 0xffff_ffffL);
        }
        options.append(",mode=%03o,ptmxmode=%03o".formatted(mount.number("mode"), mount.number("ptmxmode")));
        if (mount.number("max") < NR_UNIX98_PTY_MAX) {
            options.append(",max=").append(mount.number("max"));
        }
        return options.toString();
    }

    /** {@code bpf_show_options}, kernel/bpf/inode.c: the root directory's owner and mode. */
    static String bpf(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        KernelObject inode = superBlock.target("s_root").target("d_inode");
        TmpfsOptions.appendId(options, ",uid=", inode.number("i_uid"));
        TmpfsOptions.appendId(options, ",gid=", inode.number("i_gid"));
        long mode = inode.number("i_mode") & 06777;
        if (mode != 0777) {
            options.append(",mode=%o".formatted(mode));
        }
        return options.toString();
    }

    /**
     * {@code squashfs_show_options}, fs/squashfs/super.c.
     *
     * <p>Only errors=panic differs from the default, and no distribution uses it. The options of a module built with a
     * choice of threads for each mount are unknown.
     */
    static String squashfs(Kernel kernel, KernelObject superBlock) {
        String errors = ",errors=continue";
        if (!kernel.types().has("squashfs_sb_info", "thread_ops")
                || !DECOMPRESSORS.stream()
                        .allMatch(name -> kernel.findAddress("squashfs_decompressor_" + name)
                                .isPresent())) {
            return errors;
        }
        long operations = superBlock.targetAs("s_fs_info", "squashfs_sb_info").number("thread_ops");
        return DECOMPRESSORS.stream()
                .filter(name -> kernel.address("squashfs_decompressor_" + name) == operations)
                .findFirst()
                .map(name -> errors + ",threads=" + name)
                .orElse(errors);
    }

    /** {@code debugfs_show_options}, fs/debugfs/inode.c. */
    static String debugfs(Kernel kernel, KernelObject superBlock) {
        return owned(superBlock, "debugfs_fs_info", 0700);
    }

    /** {@code tracefs_show_options}, fs/tracefs/inode.c. */
    static String tracefs(Kernel kernel, KernelObject superBlock) {
        return owned(superBlock, "tracefs_fs_info", 0700);
    }

    /** {@code ramfs_show_options}, fs/ramfs/inode.c. */
    static String ramfs(Kernel kernel, KernelObject superBlock) {
        return owned(superBlock, "ramfs_fs_info", 0755);
    }

    private static String owned(KernelObject superBlock, String struct, int defaultMode) {
        StringBuilder options = new StringBuilder();
        KernelObject info = superBlock.targetAs("s_fs_info", struct);
        KernelObject mount = info.has("mount_opts") ? info.embedded("mount_opts") : info;
        if (mount.has("uid")) {
            TmpfsOptions.appendId(options, ",uid=", mount.number("uid"));
            TmpfsOptions.appendId(options, ",gid=", mount.number("gid"));
        }
        if (mount.number("mode") != defaultMode) {
            options.append(",mode=%o".formatted(mount.number("mode")));
        }
        return options.toString();
    }
}
