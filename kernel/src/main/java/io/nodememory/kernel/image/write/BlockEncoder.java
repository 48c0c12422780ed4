package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;

/** Writes blocks of memory in one format. */
interface BlockEncoder {
    /** Writes {@code length} bytes of memory, 16 MiB at most, that begin at physical address {@code start}. */
    void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException;

    /**
     * Reads a block of an image and writes it, with all processors: what one thread reads it also encodes, while that is in its
     * processor's cache.
     *
     * @param output one that is not hashed
     */
    void copy(MemoryImage image, long start, int length, ImageOutput output) throws IOException;
}
