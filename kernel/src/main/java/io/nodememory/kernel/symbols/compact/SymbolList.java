package io.nodememory.kernel.symbols.compact;

import java.util.Arrays;

/** The symbols of a {@link SymbolsBuilder}, in the order in which they were added. */
final class SymbolList {
    private int[] names = new int[1 << 12];
    private int[] types = new int[1 << 12];
    private long[] addresses = new long[1 << 12];
    private int count;

    /** @param type a node of the {@link TypePool}, -1 if unknown */
    void add(int name, long address, int type) {
        if (count == names.length) {
            int more = count * 2;
            names = Arrays.copyOf(names, more);
            types = Arrays.copyOf(types, more);
            addresses = Arrays.copyOf(addresses, more);
        }
        names[count] = name;
        types[count] = type;
        addresses[count++] = address;
    }

    int count() {
        return count;
    }

    int name(int symbol) {
        return names[symbol];
    }

    int type(int symbol) {
        return types[symbol];
    }

    long address(int symbol) {
        return addresses[symbol];
    }

    /** The symbols by ascending name. Of equal names the last one added comes first, where a search by name finds it. */
    int[] byName(StringPool strings) {
        return IndexSort.by(count, (left, right) -> {
            int order = strings.compare(names[left], names[right]);
            return order != 0 ? order : Integer.compare(right, left);
        });
    }
}
