package io.nodememory.shell.output;

import java.util.List;

/** How wide each column of a table is, and how many columns there is room for. */
final class ColumnWidths {
    /** Text may be cut down to this many cells before a column is left out. */
    private static final int LEAST_TEXT = 12;

    private final int[] widths;
    private final int shown;

    private ColumnWidths(int[] widths, int shown) {
        this.widths = widths;
        this.shown = shown;
    }

    /** @param gap cells between two columns */
    static ColumnWidths of(List<OutputColumn> columns, List<List<String>> sample, Screen screen, int gap) {
        int[] natural = new int[columns.size()];
        for (int i = 0; i < natural.length; i++) {
            natural[i] = columns.get(i).name().length();
            for (List<String> cells : sample) {
                natural[i] = Math.max(natural[i], VisibleText.width(cells.get(i)));
            }
        }
        return screen.terminal()
                ? fitted(columns, natural, screen.width(), gap)
                : new ColumnWidths(natural, natural.length);
    }

    private static ColumnWidths fitted(List<OutputColumn> columns, int[] natural, int room, int gap) {
        int[] widths = natural.clone();
        int shown = 0;
        int used = 0;
        for (int i = 0; i < widths.length; i++) {
            widths[i] = least(columns.get(i), natural[i]);
            int needed = used + (i == 0 ? 0 : gap) + widths[i];
            if (needed > room && i > 0) {
                break;
            }
            used = needed;
            shown++;
        }
        if (shown > 0 && used > room) {
            widths[0] = Math.max(1, room);
        }
        grow(widths, natural, shown, room - used);
        return new ColumnWidths(widths, shown);
    }

    /** Numbers, addresses, booleans and times are whole or not there: half a number is a wrong one. */
    private static int least(OutputColumn column, int natural) {
        return switch (column.kind()) {
            case TEXT, TEXT_LIST, INTEGER_LIST ->
                Math.min(natural, Math.max(LEAST_TEXT, column.name().length()));
            case INTEGER, ADDRESS, BOOLEAN, TIME -> natural;
        };
    }

    /** Gives what room is left to the columns that lack it, a cell to each in turn. */
    private static void grow(int[] widths, int[] natural, int shown, int spare) {
        int left = spare;
        boolean grown = true;
        while (left > 0 && grown) {
            grown = false;
            for (int i = 0; i < shown && left > 0; i++) {
                if (widths[i] < natural[i]) {
                    widths[i]++;
                    left--;
                    grown = true;
                }
            }
        }
    }

    int shown() {
        return shown;
    }

    int width(int column) {
        return widths[column];
    }
}
