package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;

/** The bytes that a format describes: a file, or what a file in makedumpfile's flattened format stands for. */
interface ImageBytes extends AutoCloseable {
    /** Size in bytes. */
    long size();

    /** A refusal of this file: one sentence that continues after the file's name. */
    BadInputException bad(String message);

    /** The bytes at a position, fewer where the file ends; little-endian. For headers, while opening. */
    ByteBuffer header(long position, int length);

    /**
     * Copies bytes.
     *
     * @param physical the address to name should that fail
     * @throws io.nodememory.kernel.UnreadableMemoryException if they cannot be read
     */
    void read(long position, byte[] target, int offset, int length, long physical);

    @Override
    void close();
}
