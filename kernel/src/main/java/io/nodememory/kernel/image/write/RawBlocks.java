package io.nodememory.kernel.image.write;

/** Blocks of a raw image: each stands at its physical address. */
final class RawBlocks implements PlainBlocks {
    @Override
    public void begin(long start, int length, ImageOutput output) {
        output.skipTo(start);
    }
}
