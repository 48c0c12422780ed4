package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;

/** The bytes of a dump: those of the file itself, or those that a file in makedumpfile's flattened format stands for. */
interface ImageBytes extends AutoCloseable {
    /** Size in bytes. */
    long size();

    /** Returns an error about this file; {@code message} continues a sentence that starts with the file's name. */
    BadInputException bad(String message);

    /** Reads bytes while opening, such as a header; fewer at the end of the file. The buffer is little-endian. */
    ByteBuffer header(long position, int length);

    /**
     * Copies bytes.
     *
     * @param physical the physical address that an error message names
     * @throws io.nodememory.kernel.UnreadableMemoryException if the bytes cannot be read
     */
    void read(long position, byte[] target, int offset, int length, long physical);

    @Override
    void close();
}
