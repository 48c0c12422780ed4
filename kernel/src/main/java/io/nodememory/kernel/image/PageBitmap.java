package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A bitmap with a bit for each page frame and fast counts of the bits below a frame. */
final class PageBitmap {
    private static final int WORDS_PER_COUNT = 8;

    private final long[] words;
    private final int[] before;
    private final int count;

    /** @param bits the bitmap; the lowest bit of its first byte stands for frame 0 */
    PageBitmap(ByteBuffer bits) {
        words = new long[(bits.remaining() + Long.BYTES - 1) / Long.BYTES];
        for (int i = 0; bits.hasRemaining(); i++) {
            words[i / Long.BYTES] |= (bits.get() & 0xffL) << (Byte.SIZE * (i % Long.BYTES));
        }
        before = new int[words.length / WORDS_PER_COUNT + 1];
        int sum = 0;
        for (int i = 0; i < words.length; i++) {
            if (i % WORDS_PER_COUNT == 0) {
                before[i / WORDS_PER_COUNT] = sum;
            }
            sum += Long.bitCount(words[i]);
        }
        count = sum;
    }

    /** The number of set bits. */
    int count() {
        return count;
    }

    boolean contains(long frame) {
        long word = frame / Long.SIZE;
        return frame >= 0 && word < words.length && (words[(int) word] >>> (frame % Long.SIZE) & 1) != 0;
    }

    /** The number of set bits below that of a frame. */
    int rank(long frame) {
        int word = (int) (frame / Long.SIZE);
        int sum = before[word / WORDS_PER_COUNT];
        for (int i = word / WORDS_PER_COUNT * WORDS_PER_COUNT; i < word; i++) {
            sum += Long.bitCount(words[i]);
        }
        return sum + Long.bitCount(words[word] & ((1L << (frame % Long.SIZE)) - 1));
    }

    /** The frames with set bits as ranges of addresses; null if there are more than {@code limit} ranges. */
    List<PhysicalRange> ranges(int limit) {
        List<PhysicalRange> ranges = new ArrayList<>();
        long start = next(0, true);
        while (start < (long) words.length * Long.SIZE) {
            long end = next(start, false);
            if (ranges.size() == limit) {
                return null;
            }
            ranges.add(new PhysicalRange(start * MemoryImage.PAGE_SIZE, end * MemoryImage.PAGE_SIZE));
            start = next(end, true);
        }
        return List.copyOf(ranges);
    }

    /** The first frame at or above {@code from} whose bit has the wanted value, or the end of the bitmap. */
    private long next(long from, boolean set) {
        long end = (long) words.length * Long.SIZE;
        long frame = from;
        while (frame < end) {
            long word = words[(int) (frame / Long.SIZE)];
            long rest = (set ? word : ~word) >>> (frame % Long.SIZE);
            if (rest != 0) {
                return Math.min(end, frame + Long.numberOfTrailingZeros(rest));
            }
            frame = (frame / Long.SIZE + 1) * Long.SIZE;
        }
        return end;
    }
}
