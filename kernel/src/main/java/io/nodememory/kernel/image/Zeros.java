package io.nodememory.kernel.image;

import java.util.Arrays;

/** Memory that is all zeros: a quarter to a half of what a node has. Compared and copied as wide as the processor can. */
public final class Zeros {
    private static final byte[] PIECE = new byte[64 * 1024];

    private Zeros() {}

    /** Whether the bytes from {@code from} up to {@code to} are all zero. */
    public static boolean only(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += PIECE.length) {
            int end = Math.min(to, at + PIECE.length);
            if (!Arrays.equals(bytes, at, end, PIECE, 0, end - at)) {
                return false;
            }
        }
        return true;
    }

    /** Writes zeros; {@link Arrays#fill(byte[], byte)} does that byte by byte until the optimizing compiler has seen it. */
    static void put(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += PIECE.length) {
            System.arraycopy(PIECE, 0, bytes, at, Math.min(PIECE.length, to - at));
        }
    }
}
