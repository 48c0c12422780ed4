package io.nodememory.shell.output;

import java.io.IOException;
import java.util.List;

/** A JSON array of objects, with one object on each line. */
final class JsonFormat implements RowWriter {
    private final Appendable out;
    private List<OutputColumn> columns = List.of();
    private boolean first = true;

    JsonFormat(Appendable out) {
        this.out = out;
    }

    @Override
    public void start(List<OutputColumn> resultColumns) throws IOException {
        columns = resultColumns;
        out.append('[');
    }

    @Override
    public void row(List<?> values) throws IOException {
        out.append(first ? "\n  " : ",\n  ");
        first = false;
        JsonText.object(out, columns, values);
    }

    @Override
    public void finish() throws IOException {
        out.append(first ? "]\n" : "\n]\n");
    }
}
