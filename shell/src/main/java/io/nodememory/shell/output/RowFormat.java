package io.nodememory.shell.output;

import io.nodememory.shell.runtime.Screen;
/** The formats of {@code --format}, under the names that the command line uses. */
public enum RowFormat {
    table,
    vertical,
    json,
    ndjson,
    csv;

    /** @param exact CSV cells keep every character: for programs, not for spreadsheets and terminals */
    public RowWriter writer(Appendable out, Screen screen, boolean exact) {
        return switch (this) {
            case table -> new TableFormat(out, screen);
            case vertical -> new VerticalFormat(out, screen);
            case json -> new JsonFormat(out);
            case ndjson -> new NdjsonFormat(out);
            case csv -> new CsvFormat(out, exact);
        };
    }
}
