package io.nodememory.capture.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A piece of /proc/kcore for one request, in the terms of dd.
 *
 * @param size the size of a block in bytes, a power of two
 * @param skip the number of blocks before the piece
 * @param count the number of blocks in the piece
 */
record Piece(int size, long skip, int count) {
    /** The kernel copies page by page, so bigger blocks save only system calls. */
    private static final int LARGEST_BLOCK = 1 << 20;

    private static final int SMALLEST_BLOCK = 4096;
    /** The size of the largest piece in bytes: a broken connection repeats the current piece. */
    static final int LARGEST = 4 << 20;

    long offset() {
        return size * skip;
    }

    int length() {
        return size * count;
    }

    String request() {
        return "r %d %d %d\n".formatted(size, skip, count);
    }

    /** The request for the piece from one reading and its checksum from another. */
    String fastRequest() {
        return "f %d %d %d\n".formatted(size, skip, count);
    }

    /** The request for the checksum only. */
    String sumRequest() {
        return "s %d %d %d\n".formatted(size, skip, count);
    }

    /** Cuts a range of whole pages into pieces, with the biggest blocks that its alignment allows. */
    static Deque<Piece> cut(long offset, long length) {
        return cut(offset, length, LARGEST);
    }

    /** Like {@link #cut(long, long)}, in pieces of at most {@code largest} bytes: a power of two, at least a page. */
    static Deque<Piece> cut(long offset, long length, int largest) {
        Deque<Piece> pieces = new ArrayDeque<>();
        long largestBlock = Math.min(LARGEST_BLOCK, largest);
        long at = offset;
        long end = offset + length;
        while (at < end) {
            long size = Math.min(largestBlock, at == 0 ? largestBlock : Long.lowestOneBit(at));
            size = Math.max(SMALLEST_BLOCK, Math.min(size, Long.highestOneBit(end - at)));
            long count = Math.min((end - at) / size, largest / size);
            if (size < largestBlock && at + size * count < end) {
                // Up to the offset at which bigger blocks begin.
                long bigger = (at + largestBlock - 1) & -largestBlock;
                count = bigger > at ? Math.min(count, (bigger - at) / size) : count;
            }
            pieces.add(new Piece((int) size, at / size, (int) Math.max(1, count)));
            at += size * Math.max(1, count);
        }
        return pieces;
    }

    boolean isPage() {
        return size == SMALLEST_BLOCK && count == 1;
    }

    /** The two halves of a piece, to find the page that cannot be read; not for a single page. */
    Deque<Piece> halves() {
        if (count == 1) {
            return new ArrayDeque<>(List.of(new Piece(size / 2, skip * 2, 1), new Piece(size / 2, skip * 2 + 1, 1)));
        }
        int first = count / 2;
        return new ArrayDeque<>(List.of(new Piece(size, skip, first), new Piece(size, skip + first, count - first)));
    }
}
