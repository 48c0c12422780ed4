package io.nodememory.shell.output;

import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Aligned columns. The first rows determine the widths, and later rows are streamed. On a terminal lines fit the width: long
 * values end with an ellipsis, and a line below the table names the hidden columns. A file or pipe receives everything.
 */
final class TableFormat implements RowWriter {
    /** Number of rows that determine the widths. */
    private static final int SAMPLE = 1000;

    private static final String GAP = "  ";
    private final Appendable out;
    private final Screen screen;
    private final List<List<String>> sample = new ArrayList<>();
    private List<OutputColumn> columns = List.of();
    private ColumnWidths widths;
    private long rows;

    TableFormat(Appendable out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    @Override
    public void start(List<OutputColumn> resultColumns) {
        columns = resultColumns;
    }

    @Override
    public void row(List<?> values) throws IOException {
        rows++;
        List<String> cells = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            cells.add(Cells.human(columns.get(i), values.get(i)));
        }
        if (widths != null) {
            line(cells);
            return;
        }
        sample.add(cells);
        if (sample.size() == SAMPLE) {
            flushSample();
        }
    }

    @Override
    public void finish() throws IOException {
        if (widths == null) {
            flushSample();
        }
        if (!screen.terminal()) {
            return;
        }
        out.append(screen.paint(Style.DIM, count(rows))).append('\n');
        List<String> hidden = IntStream.range(0, columns.size())
                .filter(i -> !widths.isShown(i))
                .mapToObj(i -> columns.get(i).name())
                .toList();
        if (!hidden.isEmpty()) {
            String names = "%d columns without room: %s".formatted(hidden.size(), String.join(", ", hidden));
            out.append(screen.paint(Style.DIM, names)).append('\n');
        }
    }

    static String count(long rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    private void flushSample() throws IOException {
        widths = ColumnWidths.of(columns, sample, screen, GAP.length());
        StringJoiner names = new StringJoiner(GAP);
        StringJoiner rule = new StringJoiner(GAP);
        for (int i : widths.shown()) {
            names.add(aligned(i, columns.get(i).name()));
            rule.add("─".repeat(widths.width(i)));
        }
        out.append(screen.paint(Style.BOLD, names.toString().stripTrailing())).append('\n');
        out.append(screen.paint(Style.DIM, rule.toString())).append('\n');
        for (List<String> cells : sample) {
            line(cells);
        }
        sample.clear();
    }

    private void line(List<String> cells) throws IOException {
        StringJoiner joined = new StringJoiner(GAP);
        for (int i : widths.shown()) {
            joined.add(aligned(i, cells.get(i)));
        }
        String line = joined.toString();
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        out.append(line, 0, end).append('\n');
    }

    private String aligned(int column, String cell) {
        int width = widths.width(column);
        String fit = screen.terminal() ? TextWidth.truncate(cell, width) : cell;
        String padding = " ".repeat(Math.max(0, width - TextWidth.width(fit)));
        return Cells.rightAligned(columns.get(column)) ? padding + fit : fit + padding;
    }
}
