package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.RecordHeader;
import java.io.IOException;

/** What a conversion writes to. Without {@link #finish()} nothing is left of it. */
interface ConversionTarget extends AutoCloseable {
    /** Appends memory of an image, at most {@link RecordHeader#BLOCK} bytes, in ascending order. */
    void append(MemoryImage image, long physical, int length) throws IOException;

    /** Ends a range: what follows begins a block of its own. */
    void endRange() throws IOException;

    /** Completes the file. */
    ImageWriter.Written finish() throws IOException;

    @Override
    void close() throws IOException;
}
