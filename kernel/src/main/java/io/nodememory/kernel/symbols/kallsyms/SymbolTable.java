package io.nodememory.kernel.symbols.kallsyms;

import io.nodememory.kernel.symbols.Symbols;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds symbols by name and by address. Of several symbols with one name, such as static functions, the lowest counts. */
public final class SymbolTable {
    private final String[] names;
    private final long[] addresses;
    private final Map<String, Integer> byName;

    private SymbolTable(List<KallsymsEntry> sorted) {
        int count = sorted.size();
        names = new String[count];
        addresses = new long[count];
        byName = new HashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            names[i] = sorted.get(i).name();
            addresses[i] = sorted.get(i).address();
            byName.putIfAbsent(names[i], i);
        }
    }

    public static SymbolTable of(List<KallsymsEntry> entries) {
        KallsymsEntry[] sorted = entries.toArray(new KallsymsEntry[0]);
        // The decoded table is in order already, which makes this sort fast.
        Arrays.sort(sorted, Comparator.comparingLong(entry -> entry.address() + Long.MIN_VALUE));
        return new SymbolTable(List.of(sorted));
    }

    public int size() {
        return names.length;
    }

    public String name(int index) {
        return names[index];
    }

    public long address(int index) {
        return addresses[index];
    }

    /** The index of the symbol with a name. */
    public Optional<Integer> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The index of the last symbol not above an address (unsigned), that of a function rather than its section; or -1. */
    public int nearest(long address) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int found = low - 1;
        boolean shared = found > 0 && addresses[found - 1] == addresses[found];
        return shared && Symbols.namesSection(names[found]) ? found - 1 : found;
    }

    /** All indexes by ascending address. */
    public IntStream indexes() {
        return IntStream.range(0, names.length);
    }
}
