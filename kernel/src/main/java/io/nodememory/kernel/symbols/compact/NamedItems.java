package io.nodememory.kernel.symbols.compact;

import java.util.Arrays;

/** Named items, each with a place at which its contents stand. */
final class NamedItems {
    private int[] names = new int[64];
    private int[] places = new int[64];
    private int count;

    void add(int name, int place) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        names[count] = name;
        places[count++] = place;
    }

    int name(int item) {
        return names[item];
    }

    int place(int item) {
        return places[item];
    }

    /** The items by ascending name; of equal names only the last one added. */
    int[] byName(StringPool strings) {
        int[] order = IndexSort.by(count, (left, right) -> strings.compare(names[left], names[right]));
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i + 1 == count || names[order[i + 1]] != names[order[i]]) {
                order[kept++] = order[i];
            }
        }
        return Arrays.copyOf(order, kept);
    }
}
