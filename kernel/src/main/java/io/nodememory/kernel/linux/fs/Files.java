package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/** Resolves a {@code struct file} to the path and inode that its user sees. */
public final class Files {
    /**
     * {@code FMODE_BACKING}, include/linux/fs.h: bit 25 before 6.14, bit 24 since. It marks the file that an overlay
     * opened on the layer below.
     */
    private static final long FMODE_BACKING = 3L << 24;

    private Files() {}

    /**
     * The {@code struct path} that /proc shows ({@code file_user_path}); for the backing file of an overlay, the path
     * in the overlay.
     */
    public static KernelObject path(KernelObject file) {
        return backingPath(file).orElseGet(() -> file.embedded("f_path"));
    }

    /** The inode of {@link #path}: {@code file_user_inode}. */
    public static Optional<KernelObject> inode(KernelObject file) {
        return backingPath(file)
                .flatMap(path -> path.target("dentry").follow("d_inode"))
                .or(() -> file.follow("f_inode"));
    }

    /** Since 6.7 a backing file keeps its user's path behind the file itself. The bits alone do not prove this. */
    private static Optional<KernelObject> backingPath(KernelObject file) {
        if ((file.number("f_mode") & FMODE_BACKING) == 0 || !file.isKnown("backing_file")) {
            return Optional.empty();
        }
        KernelObject backing = file.as("backing_file");
        if (!backing.has("user_path")) {
            return Optional.empty();
        }
        KernelObject path = backing.embedded("user_path");
        return path.follow("dentry")
                .filter(dentry -> path.follow("mnt")
                        .filter(mount -> mount.number("mnt_sb") == dentry.number("d_sb"))
                        .isPresent())
                .map(dentry -> path);
    }
}
