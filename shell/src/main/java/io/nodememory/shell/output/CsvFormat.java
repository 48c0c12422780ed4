package io.nodememory.shell.output;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.List;

/**
 * CSV by RFC 4180 (CRLF, doubled quotes) with a header line. Null is an empty cell, an empty text is {@code ""}, and a list has
 * the form of JSON.
 *
 * <p>Unless cells are exact, an apostrophe precedes a text that a spreadsheet would run as a formula, and characters that
 * control a terminal are escaped. Numbers are never changed.
 */
final class CsvFormat implements RowWriter {
    private static final String FORMULA_STARTS = "=+-@\t\r";
    private final Appendable out;
    private final boolean exact;
    private List<OutputColumn> columns = List.of();

    CsvFormat(Appendable out, boolean exact) {
        this.out = out;
        this.exact = exact;
    }

    @Override
    public void start(List<OutputColumn> resultColumns) throws IOException {
        columns = resultColumns;
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : ",");
            cell(columns.get(i).name());
        }
        out.append("\r\n");
    }

    @Override
    public void row(List<?> values) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            out.append(i == 0 ? "" : ",");
            Object value = values.get(i);
            if (value instanceof List<?>) {
                StringBuilder json = new StringBuilder();
                JsonText.value(json, columns.get(i), value);
                cell(json.toString());
            } else if (value instanceof String text) {
                cell(exact ? text : harmless(text));
            } else if (value != null) {
                cell(Cells.scalar(columns.get(i).kind(), value));
            }
        }
        out.append("\r\n");
    }

    @Override
    public void finish() {}

    private static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 1);
        if (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            safe.append('\'');
        }
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || VisibleText.isVisible(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append(VisibleText.escape(c));
            }
        });
        return safe.toString();
    }

    private void cell(String text) throws IOException {
        boolean quoted = text.isEmpty()
                || text.indexOf(',') >= 0
                || text.indexOf('"') >= 0
                || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0;
        out.append(quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text);
    }
}
