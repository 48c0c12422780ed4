package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.AvmlFormat;
import io.nodememory.kernel.image.BufferPerThread;
import io.nodememory.kernel.image.MemoryImage;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What is done with each piece of a block of an image, with all processors: what one thread reads it also works on, while that is
 * in its processor's cache. Classes and no lambdas: the first lambda of a process takes 10 ms.
 */
abstract class BlockPieces implements IntConsumer {
    /** In bytes: a chunk of AVML. */
    static final int SIZE = AvmlFormat.CHUNK;

    private static final BufferPerThread BUFFERS = new BufferPerThread(SIZE);

    private final MemoryImage image;
    private final long start;
    private final int length;

    BlockPieces(MemoryImage image, long start, int length) {
        this.image = image;
        this.start = start;
        this.length = length;
    }

    /** Works on the pieces from a number on, in any order. */
    final void forEach(int first) {
        IntStream.range(first, (length + SIZE - 1) / SIZE).parallel().forEach(this);
    }

    @Override
    public final void accept(int number) {
        if (isWanted()) {
            byte[] bytes = BUFFERS.get();
            int skip = number * SIZE;
            int count = Math.min(SIZE, length - skip);
            image.peek(start + skip, bytes, 0, count);
            piece(number, bytes, count);
        }
    }

    /** False where what is left need not be read. */
    boolean isWanted() {
        return true;
    }

    /** @param bytes the piece, of which {@code count} are valid, until this returns */
    abstract void piece(int number, byte[] bytes, int count);
}
