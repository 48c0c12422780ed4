package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Blocks whose memory stands in the file byte for byte. */
interface PlainBlocks extends BlockEncoder {
    /** Writes the header of a block, if any; the block's memory starts at the position of the output afterwards. */
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
            new BlockPieces(image, start, length)
                    .forEach((number, bytes, count) -> writePiece(output, position, number, bytes, count));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writePiece(ImageOutput output, long position, int number, byte[] bytes, int count) {
        try {
            output.writeAt(position + (long) number * BlockPieces.SIZE, bytes, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
