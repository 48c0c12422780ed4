package io.nodememory.kernel.image;

/**
 * A range of physical addresses, ordered by its start.
 *
 * @param start first byte
 * @param end one past the last byte
 */
public record PhysicalRange(long start, long end) implements Comparable<PhysicalRange> {
    public PhysicalRange {
        if (Long.compareUnsigned(start, end) > 0) {
            throw new IllegalArgumentException("range ends at 0x%x, before its start 0x%x".formatted(end, start));
        }
    }

    /** Length in bytes. */
    public long size() {
        return end - start;
    }

    @Override
    public int compareTo(PhysicalRange other) {
        int order = Long.compareUnsigned(start, other.start);
        return order != 0 ? order : Long.compareUnsigned(end, other.end);
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
