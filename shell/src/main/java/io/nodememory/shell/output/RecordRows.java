package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the records of a table with all or some of their columns. */
public final class RecordRows {
    private RecordRows() {}

    /** @param names the columns to write, in order; none for all columns */
    public static <R extends Record> void write(
            RowWriter writer, TableSpec<R> table, List<String> names, Iterable<? extends R> rows) throws IOException {
        List<ColumnSpec> columns = names.isEmpty()
                ? table.columns()
                : names.stream().map(name -> table.column(name).orElseThrow()).toList();
        writer.start(
                columns.stream().map(c -> new OutputColumn(c.name(), c.kind())).toList());
        for (R row : rows) {
            List<Object> values = new ArrayList<>();
            columns.forEach(column -> values.add(column.valueOf(row)));
            writer.row(values);
        }
        writer.finish();
    }
}
