package io.nodememory.shell.output;

import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.evidence.compare.CaptureDiff.Changed;
import io.nodememory.evidence.compare.CaptureDiff.TableDiff;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the difference of two captures: one row, as {@code column=value}, for each added, removed or changed row. */
public final class DiffRows {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("table", Kind.TEXT),
            new OutputColumn("change", Kind.TEXT),
            new OutputColumn("identity", Kind.TEXT_LIST),
            new OutputColumn("before", Kind.TEXT_LIST),
            new OutputColumn("after", Kind.TEXT_LIST));

    private final RowWriter writer;

    private DiffRows(RowWriter writer) {
        this.writer = writer;
    }

    public static void write(RowWriter writer, CaptureDiff diff) throws IOException {
        writer.start(COLUMNS);
        DiffRows rows = new DiffRows(writer);
        for (TableDiff table : diff.tables()) {
            rows.table(table);
        }
        writer.finish();
    }

    private void table(TableDiff diff) throws IOException {
        TableSpec<?> table = diff.table();
        for (List<Object> row : diff.added()) {
            writer.row(row(table, "added", identity(table, row), List.of(), whole(table, row)));
        }
        for (List<Object> row : diff.removed()) {
            writer.row(row(table, "removed", identity(table, row), whole(table, row), List.of()));
        }
        for (Changed changed : diff.changed()) {
            writer.row(row(
                    table,
                    "changed",
                    pairs(columns(table, table.identity()), changed.identity()),
                    compared(table, changed.before()),
                    compared(table, changed.after())));
        }
        cut(table, "added", diff.addedCount() - diff.added().size());
        cut(table, "removed", diff.removedCount() - diff.removed().size());
    }

    /** Reports the number of rows beyond the limit, so that a limit never looks like fewer differences. */
    private void cut(TableSpec<?> table, String change, long missing) throws IOException {
        if (missing > 0) {
            writer.row(row(table, change, List.of(missing + " more rows, beyond the limit"), List.of(), List.of()));
        }
    }

    private static List<Object> row(
            TableSpec<?> table, String change, List<String> identity, List<String> before, List<String> after) {
        return List.of(table.name(), change, identity, before, after);
    }

    private static List<String> identity(TableSpec<?> table, List<Object> row) {
        List<Object> values = new ArrayList<>();
        for (ColumnSpec column : columns(table, table.identity())) {
            values.add(row.get(table.columns().indexOf(column)));
        }
        return pairs(columns(table, table.identity()), values);
    }

    private static List<String> whole(TableSpec<?> table, List<Object> row) {
        return pairs(table.columns(), row);
    }

    private static List<String> compared(TableSpec<?> table, List<List<Object>> rows) {
        List<String> pairs = new ArrayList<>();
        rows.forEach(row -> pairs.addAll(pairs(columns(table, table.compared()), row)));
        return pairs;
    }

    private static List<ColumnSpec> columns(TableSpec<?> table, List<String> names) {
        return names.stream().map(name -> table.column(name).orElseThrow()).toList();
    }

    /** The values without nulls, with secrets masked. */
    private static List<String> pairs(List<ColumnSpec> columns, List<Object> values) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ColumnSpec column = columns.get(i);
            if (values.get(i) != null) {
                String value = column.secret() ? "********" : Cells.scalar(column.kind(), values.get(i));
                pairs.add(column.name() + "=" + value);
            }
        }
        return pairs;
    }
}
