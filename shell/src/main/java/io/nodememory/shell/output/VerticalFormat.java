package io.nodememory.shell.output;

import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.util.List;

/** A block for each row with a line for each column. On a terminal long values continue on lines below themselves. */
final class VerticalFormat implements RowWriter {
    private static final int LEAST_VALUE_WIDTH = 20;
    private final Appendable out;
    private final Screen screen;
    private List<OutputColumn> columns = List.of();
    private int nameWidth;
    private long rows;

    VerticalFormat(Appendable out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    @Override
    public void start(List<OutputColumn> resultColumns) {
        columns = resultColumns;
        nameWidth = columns.stream().mapToInt(c -> c.name().length()).max().orElse(0);
    }

    @Override
    public void row(List<?> values) throws IOException {
        rows++;
        out.append(screen.paint(Style.DIM, "── row " + rows + " ──")).append('\n');
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            out.append(" ".repeat(nameWidth - name.length())).append(screen.paint(Style.BOLD, name));
            wrap(Cells.human(columns.get(i), values.get(i)));
        }
    }

    private void wrap(String value) throws IOException {
        int width = screen.terminal() ? Math.max(LEAST_VALUE_WIDTH, screen.width() - nameWidth - 3) : Integer.MAX_VALUE;
        int start = 0;
        do {
            int end = TextWidth.fitting(value, start, width);
            if (start > 0) {
                out.append(" ".repeat(nameWidth));
            }
            out.append(screen.paint(Style.DIM, " │ ").stripTrailing());
            if (end > start) {
                out.append(screen.colour() ? "" : " ").append(value, start, end);
            }
            out.append('\n');
            start = end;
        } while (start < value.length());
    }

    @Override
    public void finish() throws IOException {
        if (screen.terminal()) {
            out.append(screen.paint(Style.DIM, TableFormat.count(rows))).append('\n');
        }
    }
}
