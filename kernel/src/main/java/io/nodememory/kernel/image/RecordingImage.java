package io.nodememory.kernel.image;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Records which pages an analysis reads, filled-in zeros included, so that a slice can hold just these pages. */
public final class RecordingImage extends ForwardingImage {
    /** Pages per bit set: 128 MiB of memory. */
    private static final int REGION = 1 << 15;

    private final Map<Long, BitSet> regions = new ConcurrentHashMap<>();

    public RecordingImage(MemoryImage image) {
        super(image);
    }

    /** The whole pages that were read so far, ascending and disjoint. */
    public List<PhysicalRange> touched() {
        List<PhysicalRange> touched = new ArrayList<>();
        List<Map.Entry<Long, BitSet>> sorted = new ArrayList<>(regions.entrySet());
        sorted.sort(Comparator.comparingLong(Map.Entry::getKey));
        for (Map.Entry<Long, BitSet> region : sorted) {
            BitSet pages = region.getValue();
            synchronized (pages) {
                int from = pages.nextSetBit(0);
                while (from >= 0) {
                    int to = pages.nextClearBit(from);
                    long first = region.getKey() * REGION;
                    append(touched, (first + from) * PAGE_SIZE, (first + to) * PAGE_SIZE);
                    from = pages.nextSetBit(to);
                }
            }
        }
        return touched;
    }

    private static void append(List<PhysicalRange> ranges, long start, long end) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).end() == start) {
            ranges.set(last, new PhysicalRange(ranges.get(last).start(), end));
        } else {
            ranges.add(new PhysicalRange(start, end));
        }
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        image.read(physical, target, offset, length);
        for (long page = physical / PAGE_SIZE; page * PAGE_SIZE < physical + length; page++) {
            BitSet region = regions.computeIfAbsent(page / REGION, r -> new BitSet(REGION));
            synchronized (region) {
                region.set((int) (page % REGION));
            }
        }
    }

    @Override
    public MemoryImage unrecorded() {
        return image;
    }
}
