package io.nodememory.kernel.linux;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.object.XArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A small file as it is in the page cache: {@code inode.i_mapping->i_pages}, include/linux/fs.h. */
public final class CachedFile {
    /** Bytes of the longest file that is read. */
    private static final long LIMIT = 1 << 20;

    /** {@code S_IFREG >> 12}, include/uapi/linux/stat.h. */
    private static final long REGULAR = 8;

    private static final long VMEMMAP_OF_4_LEVELS = 0xffff_ea00_0000_0000L;

    private static final long VMEMMAP_OF_5_LEVELS = 0xffd4_0000_0000_0000L;

    private final Kernel kernel;
    private final KernelObject inode;

    private CachedFile(Kernel kernel, KernelObject inode) {
        this.kernel = kernel;
        this.inode = inode;
    }

    /**
     * A regular file of the file system that is the root of process 1; neither mounts nor symbolic links are followed. Below
     * an overlay this is the file that has the pages.
     *
     * @param path relative to the root
     * @return empty if the directory cache does not know it
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
        // 6.8 made the list of children an hlist
        Chain children = directory.has("d_children")
                ? LinkedLists.hlist(kernel.types(), directory.addressOf("d_children"), "dentry", "d_sib")
                : LinkedLists.list(kernel.types(), directory.addressOf("d_subdirs"), "dentry", "d_child");
        return children.entries().stream()
                // Negative entries remember that there is no such file.
                .filter(entry -> Dentries.name(entry).equals(name) && entry.number("d_inode") != 0)
                .findFirst();
    }

    /** The content; zeros where a page is not in memory. */
    public byte[] content() {
        byte[] content = new byte[(int) Math.min(Math.max(0, inode.number("i_size")), LIMIT)];
        KernelObject mapping = inode.target("i_mapping");
        List<XArray.Entry> pages =
                XArray.entries(kernel.types(), mapping.addressOf("i_pages")).list();
        for (XArray.Entry page : pages) {
            copy(page, mapping, content);
        }
        return content;
    }

    /** The content as text. */
    public String text() {
        return new String(content(), StandardCharsets.UTF_8);
    }

    /** Copies a page, and those behind it that belong to it: a folio has one entry. */
    private void copy(XArray.Entry entry, KernelObject mapping, byte[] content) {
        KernelObject first = kernel.object("page", entry.pointer());
        KernelObject page = first;
        long at = entry.index() * MemoryImage.PAGE_SIZE;
        if (first.number("mapping") != mapping.address()) {
            return;
        }
        while (at >= 0 && at < content.length && (page.equals(first) || isTail(page, first))) {
            int length = (int) Math.min(MemoryImage.PAGE_SIZE, content.length - at);
            try {
                kernel.image().read(physical(page), content, (int) at, length);
            } catch (UnreadableMemoryException e) {
                // A page that the image lacks reads as one that is not in memory.
                Arrays.fill(content, (int) at, (int) at + length, (byte) 0);
            }
            at += MemoryImage.PAGE_SIZE;
            page = first.at(page.address() + page.type().size());
        }
    }

    /** Tail pages point to their head, with the lowest bit set: {@code compound_head}, include/linux/page-flags.h. */
    private static boolean isTail(KernelObject page, KernelObject head) {
        return page.has("compound_head") && page.number("compound_head") == head.address() + 1;
    }

    /** {@code page_to_phys}: the memory map is an array of all pages. */
    private long physical(KernelObject page) {
        OptionalLong base = kernel.findAddress("vmemmap_base");
        long map = base.isPresent() ? kernel.memory().readPointer(base.getAsLong()) : constantMap(page.address());
        return (page.address() - map) / page.type().size() * MemoryImage.PAGE_SIZE;
    }

    /** Where the memory map begins without CONFIG_DYNAMIC_MEMORY_LAYOUT, arch/x86/include/asm/pgtable_64_types.h. */
    private static long constantMap(long page) {
        return Long.compareUnsigned(page, VMEMMAP_OF_4_LEVELS) >= 0 ? VMEMMAP_OF_4_LEVELS : VMEMMAP_OF_5_LEVELS;
    }
}
