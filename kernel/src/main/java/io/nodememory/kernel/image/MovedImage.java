package io.nodememory.kernel.image;

import java.util.List;

/** An image whose first byte is not physical address 0, although its file does not say so: raw RAM of machines that have none at 0. */
public final class MovedImage extends ForwardingImage {
    private final long base;

    /** @param base the physical address of the other image's address 0 */
    public MovedImage(MemoryImage image, long base) {
        super(image);
        this.base = base;
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        super.read(physical - base, target, offset, length);
    }

    @Override
    public void peek(long physical, byte[] target, int offset, int length) {
        super.peek(physical - base, target, offset, length);
    }

    /** Leaves the image as it is: a raw file leaves out no zeros. */
    @Override
    public MemoryImage zeroFilled(List<PhysicalRange> systemRam) {
        return this;
    }

    @Override
    public List<PhysicalRange> ranges() {
        return moved(super.ranges());
    }

    @Override
    public List<PhysicalRange> blocks() {
        return moved(super.blocks());
    }

    private List<PhysicalRange> moved(List<PhysicalRange> ranges) {
        return ranges.stream()
                .map(range -> new PhysicalRange(range.start() + base, range.end() + base))
                .toList();
    }
}
