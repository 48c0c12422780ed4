package io.nodememory.kernel.image;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.List;
import java.util.Optional;

/** The RAM of a machine, addressed physically: an image file of any format, or a live node. Safe for use by many threads. */
public interface MemoryImage extends AutoCloseable {
    /** Size of a page frame in bytes. */
    int PAGE_SIZE = 4096;

    /** The recognised format as messages name it, such as {@code AVML v2 (Snappy)}. */
    String format();

    /** What the image covers, ascending and disjoint. */
    List<PhysicalRange> ranges();

    /**
     * Copies physical memory.
     *
     * @throws UnreadableMemoryException if any byte of it is not covered
     */
    void read(long physical, byte[] target, int offset, int length);

    /** The text of the VMCOREINFO note, where the format carries one in a header. */
    default Optional<String> vmcoreinfo() {
        return Optional.empty();
    }

    /** True where the format leaves out blocks of zeros, so that a gap inside the machine's RAM means zeros. */
    default boolean omitsZeroBlocks() {
        return false;
    }

    /** What is wrong with the image although it can be used, such as that it was cut short: whole sentences. */
    default List<String> warnings() {
        return List.of();
    }

    @Override
    void close();
}
