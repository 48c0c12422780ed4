package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.AvmlFormat;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.Zeros;
import java.util.stream.IntStream;

/**
 * A block of an image, cut into pieces that all processors read. The thread that reads a piece also works on it, while the piece
 * is in the cache of its processor.
 *
 * @param start the physical address of the block
 * @param length of the block, in bytes
 */
record BlockPieces(MemoryImage image, long start, int length) {
    /** Bytes of a piece: one AVML chunk. */
    static final int SIZE = AvmlFormat.CHUNK;

    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[SIZE]);

    /** Works on one piece. */
    @FunctionalInterface
    interface Work {
        /** @param bytes the piece, {@code count} bytes long; valid until this method returns */
        void on(int number, byte[] bytes, int count);
    }

    /** Reads all pieces, in any order. */
    void forEach(Work work) {
        numbers(0).forEach(number -> work.on(number, read(number), sizeOf(number)));
    }

    /** Whether the block holds nothing but zeros. Most blocks already differ in their first piece, which is read first. */
    boolean isZero() {
        return isZero(0) && numbers(1).allMatch(this::isZero);
    }

    private boolean isZero(int number) {
        return Zeros.only(read(number), 0, sizeOf(number));
    }

    private IntStream numbers(int first) {
        return IntStream.range(first, (length + SIZE - 1) / SIZE).parallel();
    }

    private int sizeOf(int number) {
        return Math.min(SIZE, length - number * SIZE);
    }

    private byte[] read(int number) {
        byte[] bytes = BUFFERS.get();
        image.peek(start + (long) number * SIZE, bytes, 0, sizeOf(number));
        return bytes;
    }
}
