package io.nodememory.kernel.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a memory image while its memory streams in, in ascending order. Ranges are cut in blocks of 16 MiB from their start and
 * blocks of zeros are left out, as AVML does it. Memory use does not depend on the size of the image.
 */
public final class ImageWriter implements AutoCloseable {
    /**
     * A written image.
     *
     * @param size of the file, in bytes
     * @param sha256 of the file, in hexadecimal
     * @param memory bytes of memory in it, blocks of zeros that were left out included
     */
    public record Written(Path path, OutputFormat format, long size, String sha256, long memory) {}

    private final Path path;
    private final OutputFormat format;
    private final BlockEncoder encoder;
    private final ImageOutput output;
    private final boolean partial;
    private byte[] block = new byte[64 * 1024];
    private int filled;
    private long blockStart;
    private long memory;
    private boolean marked;

    /** @throws java.nio.file.FileAlreadyExistsException if there is such a file */
    public ImageWriter(Path path, OutputFormat format) throws IOException {
        this(path, format, false);
    }

    /**
     * @param partial whether the image says of itself that its gaps are not zeros (see {@link MemoryImage#partial()}); nothing
     *     is left out then
     */
    public ImageWriter(Path path, OutputFormat format, boolean partial) throws IOException {
        if (partial && format == OutputFormat.RAW) {
            throw new IOException("a raw image cannot say that its gaps are not zeros; choose lime or avml");
        }
        this.path = path;
        this.format = format;
        this.encoder = format.encoder();
        this.partial = partial;
        this.output = new ImageOutput(path);
    }

    /** Appends memory. What follows directly on the memory before belongs to the same range, until {@link #endRange()}. */
    public void write(long physical, byte[] bytes, int offset, int length) throws IOException {
        long end = blockStart + filled;
        if (physical != end) {
            if (Long.compareUnsigned(physical, end) < 0) {
                throw new IOException("memory at 0x%x after that up to 0x%x: it must come in ascending order"
                        .formatted(physical, end));
            }
            endRange();
            blockStart = physical;
        }
        int done = 0;
        while (done < length) {
            int cut = nextCut();
            if (filled == cut) {
                // Only now: a mark is one only if the range goes on behind it.
                marked = true;
                endRange();
                continue;
            }
            int count = Math.min(cut - filled, length - done);
            reserve(filled + count);
            System.arraycopy(bytes, offset + done, block, filled, count);
            filled += count;
            done += count;
        }
    }

    /** The size at which the current block is complete. */
    private int nextCut() {
        boolean mark = partial && !marked && blockStart % MemoryImage.PAGE_SIZE == 0;
        return mark ? SliceMark.CUT : (int) RecordHeader.BLOCK;
    }

    private void reserve(int size) {
        if (size > block.length) {
            block = Arrays.copyOf(block, (int) Math.min(RecordHeader.BLOCK, Math.max(size, block.length * 2L)));
        }
    }

    /** Ends a range: what follows begins a block of its own. */
    public void endRange() throws IOException {
        if (filled > 0) {
            if (partial || !isZero(block, filled)) {
                encoder.write(blockStart, block, filled, output);
            }
            memory += filled;
            blockStart += filled;
            filled = 0;
        }
    }

    private static boolean isZero(byte[] bytes, int length) {
        return length == 0 || (bytes[0] == 0 && Arrays.equals(bytes, 0, length - 1, bytes, 1, length));
    }

    /** Bytes in the file so far. */
    public long position() {
        return output.position();
    }

    /** Completes the file. */
    public Written finish() throws IOException {
        endRange();
        if (output.position() == 0) {
            throw new IOException("there was no memory to write but zeros");
        }
        if (partial && !marked) {
            throw new IOException("there was not one whole page to write");
        }
        long size = output.position();
        return new Written(path, format, size, output.finish(), memory);
    }

    /** Without {@link #finish()} the file is dropped. */
    @Override
    public void close() throws IOException {
        output.close();
    }
}
