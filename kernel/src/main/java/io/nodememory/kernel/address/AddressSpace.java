package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.OptionalLong;

/** Virtual memory as one page-table root sees it. Safe for use by many threads. */
public interface AddressSpace {
    /** The physical address of a virtual one, or empty if it is not mapped to memory. */
    OptionalLong translate(long virtual);

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

    /** The address space of another page-table root (physical address, flags allowed) over the same image. */
    AddressSpace withRoot(long pageTableRoot);
}
