package io.nodememory.kernel.image;

import java.util.Arrays;

/** Finds and writes memory of zeros, which is a quarter to a half of a node's RAM, with the processor's widest instructions. */
public final class Zeros {
    private static final byte[] PIECE = new byte[64 * 1024];

    private Zeros() {}

    /** Whether the bytes from {@code from} to {@code to} (exclusive) are all zero. */
    public static boolean only(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += PIECE.length) {
            int end = Math.min(to, at + PIECE.length);
            if (!Arrays.equals(bytes, at, end, PIECE, 0, end - at)) {
                return false;
            }
        }
        return true;
    }

    /** Writes zeros. {@link Arrays#fill(byte[], byte)} writes byte by byte until the optimizing compiler has compiled it. */
    static void put(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += PIECE.length) {
            System.arraycopy(PIECE, 0, bytes, at, Math.min(PIECE.length, to - at));
        }
    }
}
