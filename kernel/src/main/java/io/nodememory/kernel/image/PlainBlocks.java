package io.nodememory.kernel.image;

import java.io.IOException;

/** Blocks whose bytes in the file are those of memory. */
interface PlainBlocks extends BlockEncoder {
    /** Writes what comes before a block; its memory belongs at the output's position then. */
    void begin(long start, int length, ImageOutput output) throws IOException;

    @Override
    default void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        begin(start, length, output);
        output.write(bytes, 0, length);
    }
}
