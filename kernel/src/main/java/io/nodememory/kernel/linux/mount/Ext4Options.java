package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.linux.module.ModuleTypes;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Options of ext4, which also mounts ext2 and ext3, that differ from those in the superblock on the disk:
 * {@code _ext4_show_options} and {@code EXT4_MOUNT_*}, fs/ext4/super.c and ext4.h.
 *
 * <p>Where ext4 is a module, only its BTF contains its types; without that BTF the options are unknown.
 */
final class Ext4Options {
    private static final long QUOTA = 0x4_0000;
    private static final long JOURNAL_CHECKSUM = 0x80_0000;
    private static final long INIT_INODE_TABLE = 0x8000_0000L;
    private static final long DATA_ERR_ABORT = 0x1000_0000;
    private static final long DATA_FLAGS = 0xc00;
    private static final long DEFAULT_OWNER = 0;
    private static final long DEFAULT_COMMIT_SECONDS = 5;
    private static final long DEFAULT_MAX_BATCH_MICROSECONDS = 15_000;
    private static final long DEFAULT_READAHEAD_BLOCKS = 32;
    private static final long DEFAULT_ITABLE_WAIT = 10;
    private static final long NANOSECONDS = 1_000_000_000;

    /**
     * {@link #DEFAULT_COMMIT_SECONDS} in ticks, for the tick rates that kernels can be built with (kernel/Kconfig.hz).
     */
    private static final Set<Long> DEFAULT_COMMIT_TICKS = Set.of(500L, 1250L, 1500L, 5000L);

    /**
     * An option that represents bits of {@code s_mount_opt}.
     *
     * @param set whether the option sets or clears the bits
     */
    private record Flag(String name, long bits, boolean set) {}

    /** The flags in the kernel's order. */
    private static final List<Flag> FLAGS = List.of(
            new Flag("minixdf", 0x80, true),
            new Flag("bsddf", 0x80, false),
            new Flag("grpid", 4, true),
            new Flag("nogrpid", 4, false),
            new Flag("block_validity", 0x2000_0000, true),
            new Flag("noblock_validity", 0x2000_0000, false),
            new Flag("dioread_nolock", 0x40_0000, true),
            new Flag("dioread_lock", 0x40_0000, false),
            new Flag("discard", 0x4000_0000, true),
            new Flag("nodiscard", 0x4000_0000, false),
            new Flag("delalloc", 0x800_0000, true),
            new Flag("nodelalloc", 0x800_0000, false),
            new Flag("warn_on_error", 0x200_0000, true),
            new Flag("nowarn_on_error", 0x200_0000, false),
            new Flag("nojournal_checksum", JOURNAL_CHECKSUM, false),
            new Flag("journal_checksum", JOURNAL_CHECKSUM, true),
            new Flag("journal_async_commit", 0x100_0000 | JOURNAL_CHECKSUM, true),
            new Flag("norecovery", 0x100, true),
            new Flag("barrier", 0x2_0000, true),
            new Flag("nobarrier", 0x2_0000, false),
            new Flag("noauto_da_alloc", 0x1_0000, true),
            new Flag("auto_da_alloc", 0x1_0000, false),
            new Flag("noinit_itable", INIT_INODE_TABLE, false),
            new Flag("user_xattr", 0x4000, true),
            new Flag("acl", 0x8000, true),
            new Flag("nouid32", 0x2000, true),
            new Flag("debug", 8, true),
            new Flag("quota", QUOTA | 0x8_0000, true),
            new Flag("usrquota", QUOTA | 0x8_0000, true),
            new Flag("grpquota", QUOTA | 0x10_0000, true),
            new Flag("prjquota", QUOTA | 0x20_0000, true),
            new Flag("no_mbcache", 1, true));

    private final Kernel kernel;
    private final KernelObject info;
    private final long options;
    private final long changed;
    private final StringBuilder text = new StringBuilder();

    private Ext4Options(Kernel kernel, KernelObject info) {
        this.kernel = kernel;
        this.info = info;
        this.options = info.number("s_mount_opt");
        this.changed = options ^ info.number("s_def_mount_opt");
    }

    /** Decodes the options; empty if the types of ext4 are unknown. */
    static Optional<String> decode(Kernel kernel, KernelObject superBlock) {
        return ModuleTypes.of(kernel)
                .object("ext4", "ext4_sb_info", superBlock.number("s_fs_info"))
                .map(info -> new Ext4Options(kernel, info).text());
    }

    private String text() {
        for (Flag flag : FLAGS) {
            boolean applies = flag.set() ? (options & flag.bits()) == flag.bits() : (options & flag.bits()) == 0;
            if (applies && (changed & flag.bits()) != 0) {
                text.append(',').append(flag.name());
            }
        }
        KernelObject onDisk = info.target("s_es");
        owner("resuid", info.number("s_resuid"), onDisk.number("s_def_resuid"));
        owner("resgid", info.number("s_resgid"), onDisk.number("s_def_resgid"));
        errors(onDisk.number("s_errors"));
        commit(info.number("s_commit_interval"));
        unless(0, "min_batch_time", info.number("s_min_batch_time"));
        unless(DEFAULT_MAX_BATCH_MICROSECONDS, "max_batch_time", info.number("s_max_batch_time"));
        unless(0, "stripe", info.number("s_stripe"));
        if ((changed & DATA_FLAGS) != 0) {
            String[] modes = {"", "journal", "ordered", "writeback"};
            text.append(",data=").append(modes[(int) ((options & DATA_FLAGS) >> 10)]);
        }
        unless(DEFAULT_READAHEAD_BLOCKS, "inode_readahead_blks", info.number("s_inode_readahead_blks"));
        if ((options & INIT_INODE_TABLE) != 0) {
            unless(DEFAULT_ITABLE_WAIT, "init_itable", info.number("s_li_wait_mult"));
        }
        unless(0, "max_dir_size_kb", info.number("s_max_dir_size_kb"));
        if ((options & DATA_ERR_ABORT) != 0) {
            text.append(",data_err=abort");
        }
        return text.toString();
    }

    private void unless(long usual, String name, long value) {
        if (value != usual) {
            text.append(',').append(name).append('=').append(value & 0xffff_ffffL);
        }
    }

    private void owner(String name, long id, long onDisk) {
        if ((id & 0xffff_ffffL) != DEFAULT_OWNER || (onDisk & 0xffff) != DEFAULT_OWNER) {
            text.append(',').append(name).append('=').append(id & 0xffff_ffffL);
        }
    }

    /** @param usual the behaviour that the superblock on the disk requests: 1 continue, 2 remount-ro, 3 panic */
    private void errors(long usual) {
        String[] names = {"continue", "remount-ro", "panic"};
        for (int i = 0; i < names.length; i++) {
            if ((options & 0x10L << i) != 0 && usual != i + 1) {
                text.append(",errors=").append(names[i]);
            }
        }
    }

    private void commit(long ticks) {
        long perSecond = kernel.findAddress("tick_nsec").stream()
                .map(at -> kernel.memory().readPointer(at))
                .filter(nanoseconds -> nanoseconds > 0)
                .map(nanoseconds -> Math.round((double) NANOSECONDS / nanoseconds))
                .findFirst()
                .orElse(0);
        if (perSecond > 0 ? ticks != DEFAULT_COMMIT_SECONDS * perSecond : !DEFAULT_COMMIT_TICKS.contains(ticks)) {
            text.append(",commit=").append(perSecond > 0 ? String.valueOf(ticks / perSecond) : ticks + "/HZ");
        }
    }
}
