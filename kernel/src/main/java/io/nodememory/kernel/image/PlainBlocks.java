package io.nodememory.kernel.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
            IntStream.range(0, (length + Pieces.SIZE - 1) / Pieces.SIZE)
                    .parallel()
                    .forEach(new Pieces(image, start, length, output, position));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Copies the pieces of a block, by their number. No lambda: the first of a process takes 10 ms.
     *
     * @param position of the block's memory in the file
     */
    record Pieces(MemoryImage image, long start, int length, ImageOutput output, long position) implements IntConsumer {
        /** In bytes: some chunks of AVML, and less than a processor's cache. */
        static final int SIZE = 128 * 1024;

        private static final BufferPerThread BUFFERS = new BufferPerThread(SIZE);

        @Override
        public void accept(int piece) {
            byte[] bytes = BUFFERS.get();
            int skip = piece * SIZE;
            int count = Math.min(SIZE, length - skip);
            image.peek(start + skip, bytes, 0, count);
            try {
                output.writeAt(position + skip, bytes, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
