package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code kallsyms_markers}: the positions of every 256th name, as ascending 32-bit numbers that start with 0.
 *
 * @param at the position of the markers
 * @param count the number of markers
 */
record Markers(int at, int count) {
    /** The number of names from one marker to the next. */
    static final int STEP = 256;

    /** The most symbols of a table; real tables have up to 250,000. */
    static final int MAX_SYMBOLS = 1 << 23;

    /** The most candidates to try. Numbers that do not ascend are rejected at once; each other candidate costs a search for names. */
    private static final int MAX_CANDIDATES = 16;

    /**
     * Tries all places before the token table at which markers can stand: directly before it, or with three bytes for every symbol
     * in between ({@code kallsyms_seqs_of_names}, 6.2 to 6.4 and stable trees with that change).
     *
     * @return the first result of {@code names} for one of them
     */
    static <T> Optional<T> before(ByteBuffer memory, int tokens, Function<Markers, Optional<T>> names) {
        Optional<T> found = ending(memory, tokens).flatMap(names);
        int tried = 0;
        int earliest = (int) Math.max(8, tokens - 3L * MAX_SYMBOLS);
        for (int end = tokens - 8; found.isEmpty() && end >= earliest && tried < MAX_CANDIDATES; end -= 8) {
            int fewest = markersFor((tokens - end - 7) / 3);
            int most = markersFor((tokens - end) / 3);
            for (int count = fewest; count <= most; count++) {
                // Each table starts at a multiple of 8.
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

    /** The number of markers for a number of symbols. */
    static int markersFor(int symbols) {
        return (symbols + STEP - 1) / STEP;
    }

    /** The ascending numbers directly before {@code end}. */
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
