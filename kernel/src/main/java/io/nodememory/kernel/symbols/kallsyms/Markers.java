package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code kallsyms_markers}: the position of every 256th name, as ascending 32-bit numbers that begin with 0.
 *
 * @param at where they lie
 * @param count how many there are
 */
record Markers(int at, int count) {
    /** Names from one marker to the next. */
    static final int STEP = 256;

    /** Symbols that are believed; the real tables have up to 250,000. */
    static final int MAX_SYMBOLS = 1 << 23;

    /** An order of numbers that is none is seen at once; those that are one cost a search for names. */
    private static final int MAX_CANDIDATES = 16;

    /**
     * Tries all places before the token table at which markers may be: right before it, or with three bytes for every symbol
     * in between (6.2 to 6.4, and stable trees that took it over: {@code kallsyms_seqs_of_names}).
     *
     * @return the first result that {@code names} gives for one of them
     */
    static <T> Optional<T> before(ByteBuffer memory, int tokens, Function<Markers, Optional<T>> names) {
        Optional<T> found = ending(memory, tokens).flatMap(names);
        int tried = 0;
        int earliest = (int) Math.max(8, tokens - 3L * MAX_SYMBOLS);
        for (int end = tokens - 8; found.isEmpty() && end >= earliest && tried < MAX_CANDIDATES; end -= 8) {
            int fewest = markersFor((tokens - end - 7) / 3);
            int most = markersFor((tokens - end) / 3);
            for (int count = fewest; count <= most; count++) {
                // Each table begins at a multiple of 8.
                Markers markers = new Markers(end - (count + 1) / 2 * 8, count);
                if (count > 1 && markers.ascending(memory)) {
                    tried++;
                    found = names.apply(markers);
                    if (found.isPresent()) {
                        break;
                    }
                }
            }
        }
        return found;
    }

    /** The number of markers that so many symbols have. */
    static int markersFor(int symbols) {
        return (symbols + STEP - 1) / STEP;
    }

    /** The ascending numbers before {@code end}. */
    private static Optional<Markers> ending(ByteBuffer memory, int end) {
        int last = end - 4;
        if (last >= 8 && memory.getInt(last) == 0) {
            last -= 4;
        }
        int first = last;
        while (first >= 4 && memory.getInt(first) > memory.getInt(first - 4) && memory.getInt(first - 4) >= 0) {
            first -= 4;
        }
        return first >= 8 && first < last && memory.getInt(first) == 0
                ? Optional.of(new Markers(first, (last - first) / 4 + 1))
                : Optional.empty();
    }

    private boolean ascending(ByteBuffer memory) {
        if (at < 8 || memory.getInt(at) != 0) {
            return false;
        }
        for (int i = 1; i < count; i++) {
            if (get(memory, i) <= get(memory, i - 1)) {
                return false;
            }
        }
        return true;
    }

    int get(ByteBuffer memory, int number) {
        return memory.getInt(at + number * 4);
    }

    int last(ByteBuffer memory) {
        return get(memory, count - 1);
    }
}
