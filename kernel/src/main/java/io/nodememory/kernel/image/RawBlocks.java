package io.nodememory.kernel.image;

import java.io.IOException;

/** Blocks at their physical addresses. */
final class RawBlocks implements BlockEncoder {
    @Override
    public void write(long start, byte[] bytes, int length, ImageOutput output) throws IOException {
        output.skipTo(start);
        output.write(bytes, 0, length);
    }
}
