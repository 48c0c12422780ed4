package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The inodes that a file system keeps in memory and their names: {@code super_block.s_inodes}, include/linux/fs.h. */
public final class CachedInodes {
    /**
     * The longest chain of directories. {@code PATH_MAX} is 4096 bytes; a chain longer than any path that a program can
     * create is damaged.
     */
    private static final int MAX_DEPTH = 1 << 16;

    private final Kernel kernel;
    private final KernelObject superBlock;
    private final Map<Long, String> names = new HashMap<>();

    public CachedInodes(Kernel kernel, KernelObject superBlock) {
        this.kernel = kernel;
        this.superBlock = superBlock;
    }

    public Chain inodes() {
        return LinkedLists.list(kernel.types(), superBlock.addressOf("s_inodes"), "inode", "i_sb_list");
    }

    /** The names of an inode in the directory cache: several for hard links, none for a file without a name. */
    public Chain dentries(KernelObject inode) {
        // The list link is in a union, which 7.1 made anonymous
        String member = kernel.types().has("dentry", "d_alias") ? "d_alias" : "d_u.d_alias";
        return LinkedLists.hlist(kernel.types(), inode.addressOf("i_dentry"), "dentry", member);
    }

    /** The path of a dentry inside the file system. The path of each directory is computed once. */
    public String path(KernelObject dentry) {
        List<KernelObject> below = new ArrayList<>();
        KernelObject at = dentry;
        String known = names.get(at.address());
        while (known == null) {
            if (Dentries.isRoot(at)) {
                known = "";
                break;
            }
            if (below.size() > MAX_DEPTH) {
                throw new UnreadableMemoryException(
                        dentry.address(),
                        "the chain of directories above the dentry 0x%016x does not end".formatted(dentry.address()));
            }
            below.add(at);
            at = at.target("d_parent");
            known = names.get(at.address());
        }
        for (int i = below.size() - 1; i >= 0; i--) {
            known = known + "/" + Dentries.name(below.get(i));
            if (i > 0) {
                // A directory: other dentries will be below it
                names.put(below.get(i).address(), known);
            }
        }
        return known.isEmpty() ? "/" : known;
    }

    /** The number of pages of an inode's content in memory: {@code address_space.nrpages}. */
    public static long pages(KernelObject inode) {
        return inode.follow("i_mapping")
                .map(mapping -> mapping.number("nrpages"))
                .orElse(0L);
    }
}
