package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.RecordHeader;
import java.io.IOException;

/** Blocks of LiME v1: a header, then the memory. */
final class LimeBlocks implements PlainBlocks {
    @Override
    public void begin(long start, int length, ImageOutput output) throws IOException {
        byte[] header = new RecordHeader(RecordHeader.LIME, 1, start, start + length).encode();
        output.write(header, 0, header.length);
    }
}
