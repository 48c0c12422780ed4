package io.nodememory.kernel.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The places of the pieces of physical memory in a file, ascending and disjoint, found by binary search. They are plain arrays,
 * because a large image has millions of pieces.
 */
final class Segments {
    /** The position of a piece of zeros that the file does not hold. */
    static final long ZEROS = -1;
    /** The limit of physical addresses on any architecture. */
    static final long ADDRESS_LIMIT = 1L << 52;

    /** Collects pieces in any order. */
    static final class Builder {
        private long[] starts = new long[16];
        private long[] ends = new long[16];
        private long[] positions = new long[16];
        private int size;

        int size() {
            return size;
        }

        /** Receives the pieces in the order in which they were added. */
        interface Visitor {
            void piece(long start, long end, long position);
        }

        void forEach(Visitor visitor) {
            for (int i = 0; i < size; i++) {
                visitor.piece(starts[i], ends[i], positions[i]);
            }
        }

        void add(long start, long end, long position) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, size * 2);
                ends = Arrays.copyOf(ends, size * 2);
                positions = Arrays.copyOf(positions, size * 2);
            }
            starts[size] = start;
            ends[size] = end;
            positions[size++] = position;
        }

        Segments build() {
            return isSorted()
                    ? new Segments(
                            Arrays.copyOf(starts, size), Arrays.copyOf(ends, size), Arrays.copyOf(positions, size))
                    : sort();
        }

        private boolean isSorted() {
            for (int i = 1; i < size; i++) {
                if (starts[i - 1] > starts[i]) {
                    return false;
                }
            }
            return true;
        }

        private Segments sort() {
            int[] order = IntStream.range(0, size)
                    .boxed()
                    .sorted((a, b) -> Long.compare(starts[a], starts[b]))
                    .mapToInt(i -> i)
                    .toArray();
            return new Segments(pick(starts, order), pick(ends, order), pick(positions, order));
        }

        private static long[] pick(long[] values, int[] order) {
            return Arrays.stream(order).mapToLong(i -> values[i]).toArray();
        }
    }

    private final long[] starts;
    private final long[] ends;
    private final long[] positions;

    private Segments(long[] starts, long[] ends, long[] positions) {
        this.starts = starts;
        this.ends = ends;
        this.positions = positions;
    }

    int size() {
        return starts.length;
    }

    /** The first physical address of a piece. */
    long start(int index) {
        return starts[index];
    }

    /** One past the last physical address of a piece. */
    long end(int index) {
        return ends[index];
    }

    /** The offset of a piece in the file, or {@link #ZEROS}. */
    long position(int index) {
        return positions[index];
    }

    /** The index of the piece that holds an address, or -1. */
    int find(long address) {
        int found = Arrays.binarySearch(starts, address);
        int index = found >= 0 ? found : -found - 2;
        return index >= 0 && address < ends[index] ? index : -1;
    }

    /** The start of the first piece above an address, or {@link #ADDRESS_LIMIT}. */
    long nextStart(long address) {
        int found = Arrays.binarySearch(starts, address);
        int index = found >= 0 ? found + 1 : -found - 1;
        return index < starts.length ? starts[index] : ADDRESS_LIMIT;
    }

    /** The index of the first piece that starts inside its predecessor, or -1. */
    int firstOverlap() {
        for (int i = 1; i < starts.length; i++) {
            if (starts[i] < ends[i - 1]) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the segments without overlaps: of two pieces that hold the same address, the lower one keeps it. */
    Segments withoutOverlaps() {
        Builder disjoint = new Builder();
        long covered = 0;
        for (int i = 0; i < starts.length; i++) {
            long start = Math.max(starts[i], covered);
            if (start < ends[i]) {
                long position = positions[i] == ZEROS ? ZEROS : positions[i] + (start - starts[i]);
                disjoint.add(start, ends[i], position);
                covered = ends[i];
            }
        }
        return disjoint.build();
    }

    /** The covered ranges, with neighbours joined. */
    List<PhysicalRange> ranges() {
        List<PhysicalRange> ranges = new ArrayList<>();
        int i = 0;
        while (i < starts.length) {
            long start = starts[i];
            long end = ends[i++];
            while (i < starts.length && starts[i] <= end) {
                end = Math.max(end, ends[i++]);
            }
            ranges.add(new PhysicalRange(start, end));
        }
        return List.copyOf(ranges);
    }
}
