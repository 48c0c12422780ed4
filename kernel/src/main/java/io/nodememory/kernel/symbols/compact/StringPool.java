package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A pool in which every name has one entry. The number of a name is the place of its entry: u16 length, then UTF-8. */
public final class StringPool {
    /** Bytes of the longest name. */
    public static final int LONGEST = 0xffff;

    private final ByteSink entries = new ByteSink(1 << 16);
    private int[] table = new int[1 << 13];
    private int[] hashes = new int[1 << 13];
    private int count;

    StringPool() {}

    public int intern(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return intern(utf8, 0, utf8.length);
    }

    public int intern(byte[] utf8, int offset, int length) {
        if (length > LONGEST) {
            throw new BadInputException(
                    "A name of %,d bytes is longer than any kernel has; the file is damaged.".formatted(length));
        }
        int hash = hash(utf8, offset, length);
        int slot = hash & (table.length - 1);
        while (table[slot] != 0) {
            int known = table[slot] - 1;
            if (hashes[slot] == hash && equal(known, utf8, offset, length)) {
                return known;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        int added = entries.size();
        entries.u8(length);
        entries.u8(length >>> 8);
        entries.bytes(utf8, offset, length);
        table[slot] = added + 1;
        hashes[slot] = hash;
        if (++count * 2 > table.length) {
            grow();
        }
        return added;
    }

    /** Compares names by their UTF-8 bytes, unsigned. */
    int compare(int left, int right) {
        byte[] bytes = entries.array();
        return left == right
                ? 0
                : Arrays.compareUnsigned(
                        bytes, left + 2, left + 2 + length(left), bytes, right + 2, right + 2 + length(right));
    }

    /** Where the UTF-8 of a name starts in {@link #entries()}. */
    int start(int number) {
        return number + 2;
    }

    ByteSink entries() {
        return entries;
    }

    /** The bytes of a name's UTF-8. */
    int length(int number) {
        byte[] bytes = entries.array();
        return (bytes[number] & 0xff) | ((bytes[number + 1] & 0xff) << 8);
    }

    private boolean equal(int known, byte[] utf8, int offset, int length) {
        return length(known) == length
                && Arrays.equals(entries.array(), known + 2, known + 2 + length, utf8, offset, offset + length);
    }

    private static int hash(byte[] bytes, int offset, int length) {
        long hash = length;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            hash = (hash ^ LittleEndian.getLong(bytes, at)) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * 0x9e3779b97f4a7c15L;
        }
        return (int) (hash ^ (hash >>> 29));
    }

    private void grow() {
        int[] oldTable = table;
        int[] oldHashes = hashes;
        table = new int[oldTable.length * 2];
        hashes = new int[oldTable.length * 2];
        for (int i = 0; i < oldTable.length; i++) {
            if (oldTable[i] != 0) {
                int slot = oldHashes[i] & (table.length - 1);
                while (table[slot] != 0) {
                    slot = (slot + 1) & (table.length - 1);
                }
                table[slot] = oldTable[i];
                hashes[slot] = oldHashes[i];
            }
        }
    }
}
