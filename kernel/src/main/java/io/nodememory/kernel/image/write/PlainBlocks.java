package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Blocks whose bytes in the file are those of memory. */
interface PlainBlocks extends BlockEncoder {
    /** Writes what comes before a block; its memory belongs at the output's position then. */
    void begin(long start, int length, ImageOutput output) throws IOException;

    @Override
    default void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        begin(start, length, output);
        output.write(bytes, 0, length);
    }

    @Override
    default void copy(MemoryImage image, long start, int length, ImageOutput output) throws IOException {
        begin(start, length, output);
        long position = output.position();
        output.skipTo(position + length);
        try {
            new Pieces(image, start, length, output, position).forEach(0);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes the pieces of a block where they belong. */
    final class Pieces extends BlockPieces {
        private final ImageOutput output;
        private final long position;

        /** @param position of the block's memory in the file */
        Pieces(MemoryImage image, long start, int length, ImageOutput output, long position) {
            super(image, start, length);
            this.output = output;
            this.position = position;
        }

        @Override
        void piece(int number, byte[] bytes, int count) {
            try {
                output.writeAt(position + (long) number * SIZE, bytes, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
