package io.nodememory.kernel.image;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.List;
import java.util.Optional;

/** An image in a file that consists of pieces. A format supplies the places of the pieces and the way to read one. */
class FileImage implements MemoryImage {
    private final ImageFile file;
    private final Description description;
    private final Segments segments;
    private final List<PhysicalRange> ranges;

    /**
     * The properties that a format finds in the headers of an image.
     *
     * @param format as {@link MemoryImage#format()}
     * @param warnings as {@link MemoryImage#warnings()}
     * @param gaps the meaning of a gap inside RAM
     * @param vmcoreinfo as {@link MemoryImage#vmcoreinfo()}
     * @param blocks as {@link MemoryImage#blocks()}, empty if they equal the ranges
     */
    record Description(
            String format, List<String> warnings, Gaps gaps, Optional<String> vmcoreinfo, List<PhysicalRange> blocks) {
        Description(String format, List<String> warnings, Gaps gaps, Optional<String> vmcoreinfo) {
            this(format, warnings, gaps, vmcoreinfo, List.of());
        }
    }

    /** The meaning of a gap inside RAM. */
    enum Gaps {
        /** The memory is missing, although the image should hold it. */
        MISSING,
        /** The writer omitted blocks of zeros. */
        ZEROS,
        /** The writer omitted pages on purpose, whatever they held. */
        LEFT_OUT
    }

    FileImage(ImageFile file, Segments segments, Description description) {
        this.file = file;
        this.segments = segments;
        this.description = description;
        this.ranges = segments.ranges();
    }

    final ImageFile file() {
        return file;
    }

    final Segments segments() {
        return segments;
    }

    @Override
    public final String format() {
        return description.format();
    }

    @Override
    public final List<String> warnings() {
        return description.warnings();
    }

    @Override
    public final boolean omitsZeroBlocks() {
        return description.gaps() == Gaps.ZEROS;
    }

    @Override
    public final boolean partial() {
        return description.gaps() == Gaps.LEFT_OUT;
    }

    @Override
    public final Optional<String> vmcoreinfo() {
        return description.vmcoreinfo();
    }

    @Override
    public final List<PhysicalRange> ranges() {
        return ranges;
    }

    @Override
    public final List<PhysicalRange> blocks() {
        return description.blocks().isEmpty() ? ranges : description.blocks();
    }

    @Override
    public final void read(long physical, byte[] target, int offset, int length) {
        long address = physical;
        int to = offset;
        int left = length;
        while (left > 0) {
            int index = segments.find(address);
            if (index < 0) {
                throw new UnreadableMemoryException(
                        address, "the image does not hold physical address 0x%x".formatted(address));
            }
            int count = (int) Math.min(left, segments.end(index) - address);
            if (segments.position(index) == Segments.ZEROS) {
                Zeros.put(target, to, to + count);
            } else {
                readSegment(index, address - segments.start(index), target, to, count);
            }
            address += count;
            to += count;
            left -= count;
        }
    }

    /** Copies bytes of one piece, from {@code skip} bytes after its start. */
    void readSegment(int index, long skip, byte[] target, int offset, int length) {
        file.read(segments.position(index) + skip, target, offset, length, segments.start(index) + skip);
    }

    @Override
    public void close() {
        file.close();
    }
}
