package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.bytes.LittleEndian;
import java.util.Random;

/** Damages files as disks, interrupted transfers and attackers do; equal seeds give equal damage. */
public final class Mutations {
    private static final long[] EDGES = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffffffffL, Long.MAX_VALUE
    };

    private Mutations() {}

    /** Returns a damaged copy with flipped bytes, extreme numbers, and parts that are removed or repeated. */
    public static byte[] of(byte[] original, Random random) {
        byte[] copy = original.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && copy.length > 8; i++) {
            int at = random.nextInt(copy.length - 8);
            switch (random.nextInt(5)) {
                case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> copy[at] = (byte) random.nextInt();
                case 2 -> LittleEndian.putInt(copy, at, (int) EDGES[random.nextInt(EDGES.length)]);
                case 3 -> LittleEndian.putLong(copy, at, EDGES[random.nextInt(EDGES.length)]);
                default -> copy = cutOrRepeat(copy, at, random);
            }
        }
        return copy;
    }

    private static byte[] cutOrRepeat(byte[] bytes, int at, Random random) {
        int length = Math.min(1 + random.nextInt(64), bytes.length - at);
        boolean cut = random.nextBoolean();
        byte[] changed = new byte[bytes.length + (cut ? -length : length)];
        System.arraycopy(bytes, 0, changed, 0, at);
        int from = cut ? at + length : at;
        int to = cut ? at : at + length;
        System.arraycopy(bytes, at, changed, at, Math.min(length, changed.length - at));
        System.arraycopy(bytes, from, changed, to, Math.min(bytes.length - from, changed.length - to));
        return changed;
    }
}
