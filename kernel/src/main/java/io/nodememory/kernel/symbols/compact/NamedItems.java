package io.nodememory.kernel.symbols.compact;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/** Pairs of a name and a place; written by ascending name, of equal names the last one. */
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

    /** Writes every name (u32) followed by what {@code writePlace} makes of its place. */
    void write(StringPool strings, ByteSink sink, ObjIntConsumer<ByteSink> writePlace) {
        int[] order = IndexSort.by(count, (left, right) -> strings.compare(names[left], names[right]));
        for (int i = 0; i < count; i++) {
            boolean last = i + 1 == count || names[order[i + 1]] != names[order[i]];
            if (last) {
                sink.u32(names[order[i]]);
                writePlace.accept(sink, places[order[i]]);
            }
        }
    }
}
