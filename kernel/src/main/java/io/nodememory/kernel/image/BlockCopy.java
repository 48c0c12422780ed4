package io.nodememory.kernel.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Copies memory, block by block, into a file that is not hashed, with all processors: each piece of a block is read, unpacked and
 * written by one thread while it is in that processor's cache. Memory use is a piece for each thread.
 */
final class BlockCopy implements ConversionTarget {
    /** In bytes: some chunks of AVML, and less than a processor's cache. */
    private static final int PIECE = 128 * 1024;

    private final Path path;
    private final OutputFormat format;
    private final PlainBlocks blocks;
    private final ImageOutput output;
    private static final BufferPerThread PIECES = new BufferPerThread(PIECE);
    private long memory;

    /** @throws java.nio.file.FileAlreadyExistsException if there is such a file */
    BlockCopy(Path path, OutputFormat format, PlainBlocks blocks) throws IOException {
        this.path = path;
        this.format = format;
        this.blocks = blocks;
        this.output = new ImageOutput(path, null, false);
    }

    /** Copies a block; one of zeros is left out. */
    @Override
    public void append(MemoryImage image, long physical, int length) throws IOException {
        memory += length;
        int first = firstPiece(image, physical, length);
        if (first < 0) {
            return;
        }
        blocks.begin(physical, length, output);
        long position = output.position();
        output.skipTo(position + length);
        try {
            IntStream.range(first, (length + PIECE - 1) / PIECE)
                    .parallel()
                    .forEach(new Block(image, physical, length, position));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The number of the first piece that is not all zeros, -1 if there is none. */
    private int firstPiece(MemoryImage image, long physical, int length) {
        byte[] bytes = PIECES.get();
        for (int skip = 0; skip < length; skip += PIECE) {
            int count = Math.min(PIECE, length - skip);
            image.peek(physical + skip, bytes, 0, count);
            if (!Zeros.fill(bytes, 0, count)) {
                return skip / PIECE;
            }
        }
        return -1;
    }

    /** Copies the pieces of a block, by their number. No lambda: the first of a process takes 10 ms. */
    private final class Block implements IntConsumer {
        private final MemoryImage image;
        private final long physical;
        private final int length;
        private final long position;

        /** @param position of the block's memory in the file */
        Block(MemoryImage image, long physical, int length, long position) {
            this.image = image;
            this.physical = physical;
            this.length = length;
            this.position = position;
        }

        @Override
        public void accept(int piece) {
            byte[] bytes = PIECES.get();
            int skip = piece * PIECE;
            int count = Math.min(PIECE, length - skip);
            image.peek(physical + skip, bytes, 0, count);
            try {
                output.writeAt(position + skip, bytes, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void endRange() {
        // Each block is complete by itself.
    }

    @Override
    public ImageWriter.Written finish() throws IOException {
        if (output.position() == 0) {
            throw new IOException(ImageWriter.NOTHING);
        }
        output.finish();
        return new ImageWriter.Written(path, format, output.position(), null, memory);
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
