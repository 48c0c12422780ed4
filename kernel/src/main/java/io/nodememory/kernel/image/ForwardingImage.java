package io.nodememory.kernel.image;

import java.util.List;
import java.util.Optional;

/** An image that changes how another image is read and forwards everything else to it. */
public abstract class ForwardingImage implements MemoryImage {
    /** The wrapped image; {@link #zeroFilled} replaces it with a fuller one. */
    protected volatile MemoryImage image;

    protected ForwardingImage(MemoryImage image) {
        this.image = image;
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        image.read(physical, target, offset, length);
    }

    @Override
    public void peek(long physical, byte[] target, int offset, int length) {
        image.peek(physical, target, offset, length);
    }

    /** Fills the wrapped image, so that this image's changes apply to the zeros too. */
    @Override
    public MemoryImage zeroFilled(List<PhysicalRange> systemRam) {
        image = image.zeroFilled(systemRam);
        return this;
    }

    @Override
    public String format() {
        return image.format();
    }

    @Override
    public List<PhysicalRange> ranges() {
        return image.ranges();
    }

    @Override
    public List<PhysicalRange> blocks() {
        return image.blocks();
    }

    @Override
    public Optional<String> vmcoreinfo() {
        return image.vmcoreinfo();
    }

    @Override
    public boolean omitsZeroBlocks() {
        return image.omitsZeroBlocks();
    }

    @Override
    public boolean live() {
        return image.live();
    }

    @Override
    public boolean partial() {
        return image.partial();
    }

    @Override
    public List<String> warnings() {
        return image.warnings();
    }

    @Override
    public void close() {
        image.close();
    }
}
