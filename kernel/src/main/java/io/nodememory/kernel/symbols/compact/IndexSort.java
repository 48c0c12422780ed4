package io.nodememory.kernel.symbols.compact;

import java.util.function.IntBinaryOperator;

/** Sorts the indexes of items rather than the items; both sorts are stable. */
final class IndexSort {
    private IndexSort() {}

    /** The indexes 0 … count-1 ordered by {@code compare} (merge sort); fast if they are in order already. */
    static int[] by(int count, IntBinaryOperator compare) {
        int[] order = identity(count);
        boolean sorted = true;
        for (int i = 1; i < count && sorted; i++) {
            sorted = compare.applyAsInt(i - 1, i) <= 0;
        }
        if (!sorted) {
            mergeSort(order, new int[count], 0, count, compare);
        }
        return order;
    }

    private static void mergeSort(int[] order, int[] spare, int from, int to, IntBinaryOperator compare) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(order, spare, from, middle, compare);
        mergeSort(order, spare, middle, to, compare);
        if (compare.applyAsInt(order[middle - 1], order[middle]) <= 0) {
            return;
        }
        System.arraycopy(order, from, spare, from, middle - from);
        int left = from;
        int right = middle;
        int target = from;
        while (left < middle) {
            boolean takeRight = right < to && compare.applyAsInt(order[right], spare[left]) < 0;
            order[target++] = takeRight ? order[right++] : spare[left++];
        }
    }

    /** The indexes 0 … count-1 ordered by their unsigned values (radix sort, 16 bits a pass). */
    static int[] byUnsigned(long[] values, int count) {
        int[] order = identity(count);
        int[] next = new int[count];
        for (int shift = 0; shift < 64; shift += 16) {
            int[] starts = new int[(1 << 16) + 1];
            for (int i = 0; i < count; i++) {
                starts[(int) ((values[i] >>> shift) & 0xffff) + 1]++;
            }
            for (int digit = 0; digit < 1 << 16; digit++) {
                starts[digit + 1] += starts[digit];
            }
            for (int i = 0; i < count; i++) {
                next[starts[(int) ((values[order[i]] >>> shift) & 0xffff)]++] = order[i];
            }
            int[] swap = order;
            order = next;
            next = swap;
        }
        return order;
    }

    private static int[] identity(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        return order;
    }
}
