package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;

/** Names in the directory cache, {@code include/linux/dcache.h}. */
public final class Dentries {
    /**
     * The longest name in bytes. {@code NAME_MAX} is 255; pseudo files such as anonymous inodes may have longer names.
     */
    private static final long MAX_NAME = 4096;

    private Dentries() {}

    public static String name(KernelObject dentry) {
        // 6.18 made d_name a constant alias of __d_name
        KernelObject name = dentry.embedded(dentry.has("d_name") ? "d_name" : "__d_name");
        int length = (int) Math.min(name.number("len"), MAX_NAME);
        byte[] bytes = new byte[length];
        name.memory().read(name.number("name"), bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static boolean isRoot(KernelObject dentry) {
        return dentry.number("d_parent") == dentry.address();
    }

    /** {@code d_unlinked}: the file's name was removed while the file is still in use. */
    public static boolean isUnlinked(KernelObject dentry) {
        return dentry.number("d_hash.pprev") == 0 && !isRoot(dentry);
    }
}
