package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.runtime.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The visible columns of a table and their widths.
 *
 * @param shown the indexes of the visible columns, ascending
 * @param widths in character cells, by column index
 */
record ColumnWidths(List<Integer> shown, List<Integer> widths) {
    /** Minimum width of a text column in cells, before columns are hidden. */
    private static final int LEAST_TEXT = 16;

    /** @param gap cells between two columns */
    static ColumnWidths of(List<OutputColumn> columns, List<List<String>> sample, Screen screen, int gap) {
        int[] natural = new int[columns.size()];
        for (int i = 0; i < natural.length; i++) {
            natural[i] = columns.get(i).name().length();
            for (List<String> cells : sample) {
                natural[i] = Math.max(natural[i], TextWidth.width(cells.get(i)));
            }
        }
        return screen.terminal()
                ? fitted(columns, natural, screen.width(), gap)
                : new ColumnWidths(all(natural.length), boxed(natural));
    }

    private static ColumnWidths fitted(List<OutputColumn> columns, int[] natural, int room, int gap) {
        int[] widths = new int[natural.length];
        boolean[] chosen = new boolean[natural.length];
        int used = -gap;
        boolean full = false;
        for (int i : byWorth(columns)) {
            widths[i] = least(columns.get(i), natural[i]);
            boolean first = used < 0;
            if (first || (!full && used + gap + widths[i] <= room)) {
                widths[i] = Math.min(widths[i], room);
                chosen[i] = true;
                used += gap + widths[i];
            } else {
                full |= columns.get(i).kind() != Kind.ADDRESS;
            }
        }
        List<Integer> shown = new ArrayList<>(all(chosen.length));
        shown.removeIf(i -> !chosen[i]);
        grow(widths, natural, shown, room - used);
        return new ColumnWidths(shown, boxed(widths));
    }

    /** The columns in the order in which they get room: addresses last, because readers need them least. */
    private static int[] byWorth(List<OutputColumn> columns) {
        IntStream others =
                IntStream.range(0, columns.size()).filter(i -> columns.get(i).kind() != Kind.ADDRESS);
        IntStream addresses =
                IntStream.range(0, columns.size()).filter(i -> columns.get(i).kind() == Kind.ADDRESS);
        return IntStream.concat(others, addresses).toArray();
    }

    /** The minimum width: numbers, addresses, booleans and times are never cut, because a part of a number is wrong. */
    private static int least(OutputColumn column, int natural) {
        return switch (column.kind()) {
            case TEXT, TEXT_LIST, INTEGER_LIST ->
                Math.min(natural, Math.max(LEAST_TEXT, column.name().length()));
            case INTEGER, ADDRESS, BOOLEAN, TIME -> natural;
        };
    }

    /** Distributes the remaining cells among the columns that are too narrow, one cell to each in turn. */
    private static void grow(int[] widths, int[] natural, List<Integer> shown, int spare) {
        int left = spare;
        boolean grown = true;
        while (left > 0 && grown) {
            grown = false;
            for (int i : shown) {
                if (widths[i] < natural[i] && left > 0) {
                    widths[i]++;
                    left--;
                    grown = true;
                }
            }
        }
    }

    private static List<Integer> all(int count) {
        List<Integer> indexes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            indexes.add(i);
        }
        return indexes;
    }

    private static List<Integer> boxed(int[] numbers) {
        List<Integer> list = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            list.add(number);
        }
        return list;
    }

    boolean isShown(int column) {
        return shown.contains(column);
    }

    int width(int column) {
        return widths.get(column);
    }
}
