package io.nodememory.kernel.image;

import java.io.IOException;

/** Writes blocks of memory in one format. */
interface BlockEncoder {
    /** Writes {@code length} bytes of memory, 16 MiB at most, that begin at physical address {@code start}. */
    void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException;
}
