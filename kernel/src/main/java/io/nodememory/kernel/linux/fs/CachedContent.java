package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The content of a file as far as its pages are in memory and in the image; the rest is holes. */
public final class CachedContent {
    /** An unknown part of a file, in bytes. */
    public record Hole(long offset, long length) {}

    private static final int PAGE = MemoryImage.PAGE_SIZE;

    private final Kernel kernel;
    private final long size;
    private final List<CachedPages.Page> pages = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private final Optional<String> damage;

    private CachedContent(Kernel kernel, KernelObject inode) {
        this.kernel = kernel;
        this.size = Math.max(0, inode.number("i_size"));
        CachedPages.Pages found = CachedPages.of(kernel, inode);
        this.damage = found.damage();
        byte[] page = new byte[PAGE];
        long end = 0;
        for (CachedPages.Page next : found.list()) {
            // Read-ahead may reach beyond the end of the file
            boolean inside = next.index() >= 0 && next.index() < (size + PAGE - 1) / PAGE;
            if (inside && next.index() * PAGE >= end && read(next, page)) {
                addHole(end, next.index() * PAGE);
                pages.add(next);
                end = next.index() * PAGE + PAGE;
            }
        }
        addHole(end, size);
    }

    public static CachedContent of(Kernel kernel, KernelObject inode) {
        return new CachedContent(kernel, inode);
    }

    /** The size of the file in bytes. */
    public long size() {
        return size;
    }

    /** The unknown parts of the file, in ascending order. */
    public List<Hole> holes() {
        return holes;
    }

    /** Why pages that are in memory may be missing. */
    public Optional<String> damage() {
        return damage;
    }

    /**
     * The longest prefix of the file, in bytes, that contains at most {@code budget} bytes of holes: the whole file, or
     * up to a hole.
     */
    public long lengthWithin(long budget) {
        long left = budget;
        for (Hole hole : holes) {
            if (hole.length() > left) {
                return hole.offset();
            }
            left -= hole.length();
        }
        return size;
    }

    /** Writes the first {@code length} bytes, with zeros for unknown parts. */
    public void write(OutputStream out, long length) throws IOException {
        byte[] zeros = new byte[PAGE];
        byte[] content = new byte[PAGE];
        long at = 0;
        for (CachedPages.Page page : pages) {
            long start = page.index() * PAGE;
            if (start >= length) {
                break;
            }
            fill(out, zeros, start - at);
            int count = (int) Math.min(PAGE, length - start);
            out.write(read(page, content) ? content : zeros, 0, count);
            at = start + count;
        }
        fill(out, zeros, length - at);
    }

    private static void fill(OutputStream out, byte[] zeros, long length) throws IOException {
        for (long left = length; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    private void addHole(long from, long to) {
        if (from < to) {
            holes.add(new Hole(from, to - from));
        }
    }

    private boolean read(CachedPages.Page page, byte[] target) {
        try {
            kernel.image().read(page.physical(), target, 0, PAGE);
            return true;
        } catch (UnreadableMemoryException e) {
            // It then belongs to a hole
            return false;
        }
    }
}
