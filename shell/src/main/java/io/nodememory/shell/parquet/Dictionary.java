package io.nodememory.shell.parquet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The distinct values of a column in a row group, while they are few; pages then contain their indexes. */
final class Dictionary {
    private static final int MOST_VALUES = 1 << 16;
    private static final int MOST_BYTES = 1 << 20;

    private final Map<Object, Integer> numbers = new LinkedHashMap<>();
    private boolean open;
    private boolean used;
    private long bytes;

    Dictionary(ColumnType type) {
        open = type != ColumnType.BOOLEAN;
    }

    /** The dictionary indexes of the values of a page, or null if the page is smaller without a dictionary. */
    int[] numbers(List<Object> values) {
        if (!open || values.isEmpty()) {
            return null;
        }
        int[] result = new int[values.size()];
        for (int i = 0; i < result.length; i++) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(values.get(i), next);
            result[i] = known == null ? next : known;
            bytes += known == null ? PlainValues.size(values.get(i)) : 0;
        }
        if (!used && 2L * numbers.size() > values.size()) {
            open = false;
            numbers.clear();
            return null;
        }
        open = numbers.size() <= MOST_VALUES && bytes <= MOST_BYTES;
        used = true;
        return result;
    }

    Collection<Object> values() {
        return numbers.keySet();
    }

    boolean isUsed() {
        return used;
    }

    int size() {
        return numbers.size();
    }
}
