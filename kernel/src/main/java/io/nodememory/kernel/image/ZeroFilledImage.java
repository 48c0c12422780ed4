package io.nodememory.kernel.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An image with the blocks of zeros filled in that AVML omitted. A gap inside RAM counts as such a block only if AVML can have
 * made it. AVML cuts each range from its start into blocks of 16 MiB. So the gap starts where a whole number of blocks ends or
 * where a range of RAM starts; it ends a whole number of blocks later or at the end of the range. All other gaps stay missing.
 */
final class ZeroFilledImage implements MemoryImage {
    private final MemoryImage image;
    private final Segments zeros;
    private final List<PhysicalRange> ranges;

    /** @param systemRam the machine's RAM, ascending and disjoint */
    ZeroFilledImage(MemoryImage image, List<PhysicalRange> systemRam) {
        this.image = image;
        Segments.Builder holes = new Segments.Builder();
        List<PhysicalRange> covered = image.ranges();
        for (PhysicalRange ram : systemRam) {
            addHoles(covered, ram, holes);
        }
        zeros = holes.build();
        ranges = union(covered, zeros.ranges());
    }

    /** Adds those gaps in one range of RAM that are blocks of zeros. */
    private static void addHoles(List<PhysicalRange> covered, PhysicalRange ram, Segments.Builder holes) {
        for (int i = -1; i < covered.size(); i++) {
            PhysicalRange before = i < 0 ? null : covered.get(i);
            long gapStart = before == null ? 0 : before.end();
            long gapEnd = i + 1 < covered.size() ? covered.get(i + 1).start() : Segments.ADDRESS_LIMIT;
            long start = Math.max(gapStart, ram.start());
            long end = Math.min(gapEnd, ram.end());
            if (start < end && beginsBlock(before, start, ram) && endsBlock(start, end, ram)) {
                holes.add(start, end, Segments.ZEROS);
            }
        }
    }

    private static boolean beginsBlock(PhysicalRange before, long start, PhysicalRange ram) {
        return start == ram.start() || (before != null && before.size() % RecordHeader.BLOCK == 0);
    }

    private static boolean endsBlock(long start, long end, PhysicalRange ram) {
        return end == ram.end() || (end - start) % RecordHeader.BLOCK == 0;
    }

    private static List<PhysicalRange> union(List<PhysicalRange> some, List<PhysicalRange> others) {
        List<PhysicalRange> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingLong(PhysicalRange::start));
        Segments.Builder joined = new Segments.Builder();
        all.forEach(range -> joined.add(range.start(), range.end(), Segments.ZEROS));
        return joined.build().ranges();
    }

    @Override
    public String format() {
        return image.format();
    }

    @Override
    public List<PhysicalRange> ranges() {
        return ranges;
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        copy(image::read, physical, target, offset, length);
    }

    @Override
    public void peek(long physical, byte[] target, int offset, int length) {
        copy(image::peek, physical, target, offset, length);
    }

    private interface Reader {
        void read(long physical, byte[] target, int offset, int length);
    }

    private void copy(Reader covered, long physical, byte[] target, int offset, int length) {
        long address = physical;
        int to = offset;
        int left = length;
        while (left > 0) {
            int hole = zeros.find(address);
            long end = hole >= 0 ? zeros.end(hole) : zeros.nextStart(address);
            int count = (int) Math.max(1, Math.min(left, end - address));
            if (hole >= 0) {
                Arrays.fill(target, to, to + count, (byte) 0);
            } else {
                covered.read(address, target, to, count);
            }
            address += count;
            to += count;
            left -= count;
        }
    }

    @Override
    public Optional<String> vmcoreinfo() {
        return image.vmcoreinfo();
    }

    @Override
    public List<String> warnings() {
        return image.warnings();
    }

    @Override
    public List<PhysicalRange> blocks() {
        return image.blocks();
    }

    @Override
    public void close() {
        image.close();
    }
}
