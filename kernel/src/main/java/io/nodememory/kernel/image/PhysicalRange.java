package io.nodememory.kernel.image;

/**
 * A range of physical addresses.
 *
 * @param start first byte
 * @param end one past the last byte
 */
public record PhysicalRange(long start, long end) {
    public PhysicalRange {
        if (Long.compareUnsigned(start, end) > 0) {
            throw new IllegalArgumentException("range ends at 0x%x, before its start 0x%x".formatted(end, start));
        }
    }

    /** Length in bytes. */
    public long size() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
