package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import java.util.OptionalLong;

/** Virtual memory as seen through one page-table root. Safe for use by many threads. */
public interface AddressSpace {
    /** The physical address that a virtual one is mapped to; empty if it is not mapped to memory. */
    OptionalLong translate(long virtual);

    /** Bytes from an address that is not mapped to the next one that can be: up to the end of the unused table entry. */
    long unmapped(long virtual);

    /** Whether a page is mapped without permission to write or to execute it, as the constants of a running kernel are. */
    boolean isConstant(long virtual);

    /**
     * Copies memory; may cross pages.
     *
     * @throws UnreadableMemoryException with the first address that is not mapped or not in the image
     */
    void read(long virtual, byte[] target, int offset, int length);

    /** Copies as much as can be read without a gap, up to {@code length}; returns the number of bytes. */
    int readUpTo(long virtual, byte[] target, int offset, int length);

    /** Reads a little-endian unsigned number of 1, 2, 4 or 8 bytes. */
    long readNumber(long virtual, int size);

    default long readPointer(long virtual) {
        return readNumber(virtual, 8);
    }

    /** Reads bytes up to a NUL, at most {@code limit} of them. */
    byte[] readCString(long virtual, int limit);

    /** The physical address of the top page table. */
    long root();

    /** The address space of another page-table root (physical address, flags allowed) over the same image. */
    AddressSpace withRoot(long pageTableRoot);

    /** The same address space over another image of the same machine. */
    AddressSpace over(MemoryImage image);
}
