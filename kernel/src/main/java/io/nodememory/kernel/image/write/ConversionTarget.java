package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.RecordHeader;
import java.io.IOException;

/** The file that a conversion writes. Without {@link #finish()}, closing removes it. */
interface ConversionTarget extends AutoCloseable {
    /** Appends memory of an image, at most {@link RecordHeader#BLOCK} bytes, in ascending order of addresses. */
    void append(MemoryImage image, long physical, int length) throws IOException;

    /** Ends a range: the memory after it starts a new block. */
    void endRange() throws IOException;

    /** Completes the file. */
    ImageWriter.Written finish() throws IOException;

    @Override
    void close() throws IOException;
}
