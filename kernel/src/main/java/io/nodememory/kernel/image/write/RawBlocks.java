package io.nodememory.kernel.image.write;

/** Blocks at their physical addresses. */
final class RawBlocks implements PlainBlocks {
    @Override
    public void begin(long start, int length, ImageOutput output) {
        output.skipTo(start);
    }
}
