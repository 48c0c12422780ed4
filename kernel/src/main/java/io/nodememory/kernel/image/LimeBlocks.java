package io.nodememory.kernel.image;

import java.io.IOException;

/** Blocks as LiME v1 has them. */
final class LimeBlocks implements BlockEncoder {
    @Override
    public void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        byte[] header = new RecordHeader(RecordHeader.LIME, 1, start, start + length).encode();
        output.write(header, 0, header.length);
        output.write(bytes, 0, length);
    }
}
