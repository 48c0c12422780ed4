package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.util.Arrays;

/** The symbols by the number of their name, with types from variables and addresses from the best source. */
final class SymbolChoice {
    private final LongMap slots = new LongMap(1 << 18);
    private int[] names = new int[1 << 16];
    private int[] types = new int[1 << 16];
    private long[] addresses = new long[1 << 16];
    private long[] orders = new long[1 << 16];
    private int count;

    /** Whether a variable at a place in the file is later than the known one with the same name. */
    boolean isLater(int name, long order) {
        long slot = slots.get(name);
        return slot == LongMap.ABSENT || orders[(int) slot] < order;
    }

    void variable(int name, long order, long address, int type) {
        int slot = slot(name);
        orders[slot] = order;
        addresses[slot] = address;
        types[slot] = type;
    }

    /** Sets an address from a symbol table; the last call counts. */
    void address(int name, long address) {
        int slot = slot(name);
        addresses[slot] = address;
    }

    private int slot(int name) {
        long known = slots.get(name);
        if (known != LongMap.ABSENT) {
            return (int) known;
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            types = Arrays.copyOf(types, count * 2);
            addresses = Arrays.copyOf(addresses, count * 2);
            orders = Arrays.copyOf(orders, count * 2);
        }
        slots.put(name, count);
        names[count] = name;
        types[count] = -1;
        orders[count] = -1;
        return count++;
    }

    void addTo(SymbolsBuilder builder) {
        for (int i = 0; i < count; i++) {
            builder.symbol(names[i], addresses[i], types[i]);
        }
    }
}
