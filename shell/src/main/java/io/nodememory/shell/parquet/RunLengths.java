package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;

/** Writes small numbers in the RLE / bit-packing hybrid (encoding 3): runs of equal numbers, and packed groups of 8. */
final class RunLengths {
    private static final int GROUP = 8;

    private RunLengths() {}

    /** The number of bits of {@code most}. */
    static int width(int most) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(most);
    }

    static void write(ByteArrayOutputStream out, int[] values, int count, int width) {
        int at = 0;
        while (at < count) {
            int run = run(values, at, count);
            if (run >= GROUP) {
                Varint.write(out, (long) run << 1);
                littleEndian(out, values[at], (width + 7) / 8);
                at += run;
            } else {
                int end = at + GROUP;
                while (end < count && run(values, end, count) < GROUP) {
                    end += GROUP;
                }
                packed(out, values, at, Math.min(end, count), width);
                at = end;
            }
        }
    }

    private static int run(int[] values, int from, int count) {
        int end = from + 1;
        while (end < count && values[end] == values[from]) {
            end++;
        }
        return end - from;
    }

    /** Writes packed groups. The last group is padded with zeros; the reader knows the count of the numbers. */
    private static void packed(ByteArrayOutputStream out, int[] values, int from, int to, int width) {
        int groups = (to - from + GROUP - 1) / GROUP;
        Varint.write(out, (long) groups << 1 | 1);
        long bits = 0;
        int held = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            bits |= (i < to ? (long) values[i] : 0) << held;
            held += width;
            while (held >= Byte.SIZE) {
                out.write((int) bits);
                bits >>>= Byte.SIZE;
                held -= Byte.SIZE;
            }
        }
    }

    static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (Byte.SIZE * i)));
        }
    }
}
