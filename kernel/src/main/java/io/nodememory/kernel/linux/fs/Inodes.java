package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import java.time.Instant;

/** Inodes, include/linux/fs.h. */
public final class Inodes {
    private static final String[] TYPES = new String[16];

    static {
        // S_IFMT >> 12, include/uapi/linux/stat.h
        TYPES[1] = "fifo";
        TYPES[2] = "character device";
        TYPES[4] = "directory";
        TYPES[6] = "block device";
        TYPES[8] = "regular";
        TYPES[10] = "symbolic link";
        TYPES[12] = "socket";
    }

    /** {@code I_CTIME_QUERIED}, include/linux/fs.h: since 6.13 the top bit of a change time's nanoseconds. */
    private static final long NANOSECONDS = 0x7fff_ffff;

    /** The start of the year 10000, in seconds since 1970. */
    private static final long YEAR_10000 = 253_402_300_800L;

    private Inodes() {}

    /**
     * The type in the words of stat(1); {@code anonymous} for an inode without a type, as anonymous inodes were before
     * 6.16.
     */
    public static String type(KernelObject inode) {
        String type = TYPES[(int) (inode.number("i_mode") >>> 12 & 0xf)];
        return type == null ? "anonymous" : type;
    }

    /** The permissions as ls(1) shows them: {@code rwxr-xr-x}, with set-id and sticky bits. */
    public static String permissions(KernelObject inode) {
        long mode = inode.number("i_mode");
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++) {
            if ((mode >>> (8 - bit) & 1) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        mark(text, 2, (mode & 04000) != 0, 's');
        mark(text, 5, (mode & 02000) != 0, 's');
        mark(text, 8, (mode & 01000) != 0, 't');
        return text.toString();
    }

    private static void mark(StringBuilder text, int position, boolean set, char letter) {
        if (set) {
            text.setCharAt(position, text.charAt(position) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    /** The device of the inode's file system as {@code major:minor}. */
    public static String device(KernelObject inode) {
        return deviceName(inode.target("i_sb").number("s_dev"));
    }

    /** A {@code dev_t} as {@code major:minor}; the minor number has 20 bits, include/linux/kdev_t.h. */
    public static String deviceName(long device) {
        return (device >>> 20) + ":" + (device & 0xfffff);
    }

    /**
     * One of the times {@code atime}, {@code mtime}, {@code ctime}, whose members were renamed in 6.6, 6.7 and 6.11.
     *
     * @return null for a time beyond the year 9999, which any user can set on tmpfs
     */
    public static Instant time(KernelObject inode, String which) {
        String seconds = "i_" + which + "_sec";
        if (inode.has(seconds)) {
            return time(inode.number(seconds), inode.number("i_" + which + "_nsec") & NANOSECONDS);
        }
        String member = inode.has("__i_" + which) ? "__i_" + which : "i_" + which;
        return time(inode.number(member + ".tv_sec"), inode.number(member + ".tv_nsec"));
    }

    private static Instant time(long seconds, long nanoseconds) {
        return Math.abs(seconds) < YEAR_10000 ? Instant.ofEpochSecond(seconds, nanoseconds % 1_000_000_000) : null;
    }
}
