package io.nodememory.shell.output;

import java.io.IOException;
import java.util.List;

/** Newline-delimited JSON: one object on each line, without an array. */
final class NdjsonFormat implements RowWriter {
    private final Appendable out;
    private List<OutputColumn> columns = List.of();

    NdjsonFormat(Appendable out) {
        this.out = out;
    }

    @Override
    public void start(List<OutputColumn> resultColumns) {
        columns = resultColumns;
    }

    @Override
    public void row(List<?> values) throws IOException {
        JsonText.object(out, columns, values);
        out.append('\n');
    }

    @Override
    public void finish() {}
}
