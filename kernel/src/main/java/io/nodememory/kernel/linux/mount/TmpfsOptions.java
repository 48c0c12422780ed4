package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;

/** Options of tmpfs and devtmpfs: {@code shmem_show_options}, mm/shmem.c. */
final class TmpfsOptions {
    private static final int KILOBYTES_PER_PAGE = 4;
    /** All permissions for everyone, and the sticky bit. */
    private static final int DEFAULT_MODE = 01777;

    private static final String[] HUGE = {"never", "always", "within_size", "advise"};

    private TmpfsOptions() {}

    static String decode(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        KernelObject info = superBlock.targetAs("s_fs_info", "shmem_sb_info");
        // Both limits default to half of the RAM, in pages
        long half = kernel.memory().readNumber(kernel.address("_totalram_pages"), 8) / 2;
        if (info.number("max_blocks") != half) {
            options.append(",size=")
                    .append(info.number("max_blocks") * KILOBYTES_PER_PAGE)
                    .append('k');
        }
        if (info.number("max_inodes") != half) {
            options.append(",nr_inodes=").append(info.number("max_inodes"));
        }
        if (info.number("mode") != DEFAULT_MODE) {
            options.append(",mode=%03o".formatted(info.number("mode")));
        }
        appendId(options, ",uid=", info.number("uid"));
        appendId(options, ",gid=", info.number("gid"));
        if (info.has("full_inums") && info.number("full_inums") != 0) {
            options.append(",inode64");
        }
        long huge = info.has("huge") ? info.number("huge") : 0;
        if (huge > 0 && huge < HUGE.length) {
            options.append(",huge=").append(HUGE[(int) huge]);
        }
        if (info.has("noswap") && info.number("noswap") != 0) {
            options.append(",noswap");
        }
        return options.toString();
    }

    /** Appends an id unless it is root's, as the kernel does. */
    static void appendId(StringBuilder options, String label, long id) {
        if (id != 0) {
            options.append(label).append(id & 0xffff_ffffL);
        }
    }
}
