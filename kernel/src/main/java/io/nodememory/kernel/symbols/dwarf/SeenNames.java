package io.nodememory.kernel.symbols.dwarf;

import java.util.Arrays;

/** A set of name keys: bits for places in {@code .debug_str}, which are most keys, and a hash set for the others. */
final class SeenNames {
    private static final int PAGE_BITS = 18;
    private static final int PAGE_WORDS = 1 << (PAGE_BITS - 6);

    private long[][] pages = new long[16][];
    private final LongMap others = new LongMap(1 << 10);

    boolean contains(long key) {
        if (key < 1L << 32) {
            int page = (int) (key >>> PAGE_BITS);
            return page < pages.length && pages[page] != null && (pages[page][word(key)] & (1L << key)) != 0;
        }
        return others.get(key) != LongMap.ABSENT;
    }

    /** Adds a key; returns whether it is new. */
    boolean add(long key) {
        if (contains(key)) {
            return false;
        }
        if (key < 1L << 32) {
            int page = (int) (key >>> PAGE_BITS);
            if (page >= pages.length) {
                pages = Arrays.copyOf(pages, Math.max(pages.length * 2, page + 1));
            }
            if (pages[page] == null) {
                pages[page] = new long[PAGE_WORDS];
            }
            pages[page][word(key)] |= 1L << key;
        } else {
            others.put(key, 1);
        }
        return true;
    }

    private static int word(long key) {
        return (int) (key >>> 6) & (PAGE_WORDS - 1);
    }
}
