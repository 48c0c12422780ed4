package io.nodememory.kernel.symbols.dwarf;

import java.util.Arrays;

/** A map from non-negative longs to longs with open addressing, which is fast to clear. */
final class LongMap {
    static final long ABSENT = Long.MIN_VALUE;

    private long[] keys;
    private long[] values;
    private int size;

    LongMap(int capacity) {
        keys = new long[capacity];
        values = new long[capacity];
    }

    int size() {
        return size;
    }

    long get(long key) {
        for (int slot = slot(key); keys[slot] != 0; slot = (slot + 1) & (keys.length - 1)) {
            if (keys[slot] == key + 1) {
                return values[slot];
            }
        }
        return ABSENT;
    }

    void put(long key, long value) {
        int slot = slot(key);
        while (keys[slot] != 0 && keys[slot] != key + 1) {
            slot = (slot + 1) & (keys.length - 1);
        }
        if (keys[slot] == 0) {
            keys[slot] = key + 1;
            size++;
        }
        values[slot] = value;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(keys, 0);
            size = 0;
        }
    }

    private int slot(long key) {
        return (int) (Hash.mix(0, key) >>> 7) & (keys.length - 1);
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                put(oldKeys[i] - 1, oldValues[i]);
            }
        }
    }
}
