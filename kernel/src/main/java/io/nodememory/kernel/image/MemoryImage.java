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

    /** Like {@link #read}, for searches: a decorator that remembers what an analysis needed does not count it. */
    default void peek(long physical, byte[] target, int offset, int length) {
        read(physical, target, offset, length);
    }

    /** The image to read for what later readers of a recording will not need, such as the search for the right symbols. */
    default MemoryImage unrecorded() {
        return this;
    }

    /** The text of the VMCOREINFO note, where the format carries one in a header. */
    default Optional<String> vmcoreinfo() {
        return Optional.empty();
    }

    /** True where the format leaves out blocks of zeros, so that a gap inside the machine's RAM means zeros. */
    default boolean omitsZeroBlocks() {
        return false;
    }

    /** True for a machine that runs: what is read is fetched from it, so nothing may be read that grows with its RAM. */
    default boolean live() {
        return false;
    }

    /** True where pages of RAM were left out on purpose, so that a gap means "not known": a slice, a filtered kdump. */
    default boolean partial() {
        return false;
    }

    /**
     * The pieces in which the format's writer cut memory, as its headers state them; a conversion keeps them. They differ from
     * {@link #ranges()} where neighbours were joined or AVML missed the last byte of a range.
     */
    default List<PhysicalRange> blocks() {
        return ranges();
    }

    /** The image with the blocks of zeros that its format left out, as far as that is certain. */
    default MemoryImage zeroFilled(List<PhysicalRange> systemRam) {
        return omitsZeroBlocks() ? new ZeroFilledImage(this, systemRam) : this;
    }

    /** What is wrong with the image although it can be used, such as that it was cut short: whole sentences. */
    default List<String> warnings() {
        return List.of();
    }

    @Override
    void close();
}
