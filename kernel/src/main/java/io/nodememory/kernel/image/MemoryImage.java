package io.nodememory.kernel.image;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.List;
import java.util.Optional;

/** The RAM of a machine by physical address: an image file of any format, or a live node. Safe for use by many threads. */
public interface MemoryImage extends AutoCloseable {
    /** Size of a page frame in bytes. */
    int PAGE_SIZE = 4096;

    /** The name of the recognized format in messages, such as {@code AVML v2 (Snappy)}. */
    String format();

    /** The ranges that the image holds, ascending and disjoint. */
    List<PhysicalRange> ranges();

    /**
     * Copies physical memory.
     *
     * @throws UnreadableMemoryException if the image lacks any byte of it
     */
    void read(long physical, byte[] target, int offset, int length);

    /** Like {@link #read}, for searches: a {@link RecordingImage} does not record it. */
    default void peek(long physical, byte[] target, int offset, int length) {
        read(physical, target, offset, length);
    }

    /** The image to use for reads that a recording need not hold, such as the search for the right symbols. */
    default MemoryImage unrecorded() {
        return this;
    }

    /** The text of the VMCOREINFO note, if a header of the file holds one. */
    default Optional<String> vmcoreinfo() {
        return Optional.empty();
    }

    /** Whether the format omits blocks of zeros, so that a gap inside the machine's RAM means zeros. */
    default boolean omitsZeroBlocks() {
        return false;
    }

    /** Whether this is a running machine. Every read then transfers memory, so no search may read an amount that grows with RAM. */
    default boolean live() {
        return false;
    }

    /** Whether the writer omitted pages of RAM on purpose, so that a gap means "unknown": a slice, or a filtered kdump. */
    default boolean partial() {
        return false;
    }

    /**
     * The blocks into which the writer cut memory, as the headers state them; a conversion keeps them. They differ from
     * {@link #ranges()} if neighbours were joined or AVML omitted the last byte of a range.
     */
    default List<PhysicalRange> blocks() {
        return ranges();
    }

    /** This image with the omitted blocks of zeros filled in, as far as it is certain that they were zeros. */
    default MemoryImage zeroFilled(List<PhysicalRange> systemRam) {
        return omitsZeroBlocks() ? new ZeroFilledImage(this, systemRam) : this;
    }

    /** Faults of an image that is still usable, such as a missing end, as whole sentences. */
    default List<String> warnings() {
        return List.of();
    }

    @Override
    void close();
}
