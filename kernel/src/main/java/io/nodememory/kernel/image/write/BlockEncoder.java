package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;

/** Writes blocks of memory in one format; {@link ImageOutputFormat} lists the formats. */
interface BlockEncoder {
    /** Writes {@code length} bytes of memory, at most 16 MiB, that start at physical address {@code start}. */
    void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException;

    /**
     * Reads a block of an image and writes it, on all processors. The thread that reads a piece also encodes it, while the piece
     * is in the cache of its processor.
     *
     * @param output an output without a digest
     */
    void copy(MemoryImage image, long start, int length, ImageOutput output) throws IOException;
}
