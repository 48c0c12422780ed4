package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A small file as the page cache holds it: {@code inode.i_mapping->i_pages}, include/linux/fs.h. */
public final class CachedFile {
    /** The size in bytes of the longest file that is read. */
    private static final long LIMIT = 1 << 20;

    /** {@code S_IFREG >> 12}, include/uapi/linux/stat.h. */
    private static final long REGULAR = 8;

    private final Kernel kernel;
    private final KernelObject inode;

    private CachedFile(Kernel kernel, KernelObject inode) {
        this.kernel = kernel;
        this.inode = inode;
    }

    /**
     * Finds a regular file on the file system at the root of process 1. Mounts and symbolic links are not followed.
     * Below an overlay this is the file that owns the pages.
     *
     * @param path relative to the root
     * @return empty if the directory cache does not contain it
     */
    public static Optional<CachedFile> find(Kernel kernel, String path) {
        Optional<KernelObject> dentry = Tasks.of(kernel).processes().stream()
                .filter(task -> Tasks.pid(task) == 1)
                .findFirst()
                .flatMap(init -> init.follow("fs"))
                .flatMap(fs -> fs.embedded("root").follow("dentry"));
        for (String name : path.split("/", -1)) {
            dentry = dentry.flatMap(directory -> child(kernel, directory, name));
        }
        return dentry.flatMap(found -> found.follow("d_inode"))
                .filter(inode -> (inode.number("i_mode") >>> 12 & 0xf) == REGULAR)
                .map(inode -> new CachedFile(kernel, inode));
    }

    private static Optional<KernelObject> child(Kernel kernel, KernelObject directory, String name) {
        // 6.8 changed the list of children to an hlist
        Chain children = directory.has("d_children")
                ? LinkedLists.hlist(kernel.types(), directory.addressOf("d_children"), "dentry", "d_sib")
                : LinkedLists.list(kernel.types(), directory.addressOf("d_subdirs"), "dentry", "d_child");
        return children.entries().stream()
                // Negative entries record that there is no such file.
                .filter(entry -> Dentries.name(entry).equals(name) && entry.number("d_inode") != 0)
                .findFirst();
    }

    /** The content, with zeros where a page is not in memory. */
    public byte[] content() {
        byte[] content = new byte[(int) Math.min(Math.max(0, inode.number("i_size")), LIMIT)];
        for (CachedPages.Page page : CachedPages.of(kernel, inode).list()) {
            copy(page, content);
        }
        return content;
    }

    /** The content as text. */
    public String text() {
        return new String(content(), StandardCharsets.UTF_8);
    }

    private void copy(CachedPages.Page page, byte[] content) {
        if (page.index() >= LIMIT / MemoryImage.PAGE_SIZE || page.index() * MemoryImage.PAGE_SIZE >= content.length) {
            return;
        }
        int at = (int) page.index() * MemoryImage.PAGE_SIZE;
        int length = Math.min(MemoryImage.PAGE_SIZE, content.length - at);
        try {
            kernel.image().read(page.physical(), content, at, length);
        } catch (UnreadableMemoryException e) {
            // A page that the image lacks is treated as one that is not in memory.
            Arrays.fill(content, at, at + length, (byte) 0);
        }
    }
}
