package io.nodememory.evidence.write;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.RowSink;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.value.TableDigest;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Stores and hashes a capture's rows of one table. */
final class TableWriter {
    private final long capture;
    private final TableSpec<?> table;
    private final RowSink rows;
    private final TableDigest digest = new TableDigest();
    private long count;

    TableWriter(long capture, TableSpec<?> table, RowSink rows) {
        this.capture = capture;
        this.table = table;
        this.rows = rows;
    }

    void write(List<? extends Record> records) throws SQLException {
        List<ColumnSpec> columns = table.columns();
        Object[] values = new Object[columns.size()];
        for (Record row : records) {
            for (int i = 0; i < values.length; i++) {
                ColumnSpec column = columns.get(i);
                values[i] = Values.normal(column.kind(), column.valueOf(row));
                digest.add(column.kind(), values[i]);
            }
            rows.add(capture << 32 | count++, Arrays.asList(values));
        }
        rows.flush();
    }

    /** The record of the written rows. No row can be written afterwards. */
    CaptureTable finish() throws SQLException {
        rows.finish();
        return new CaptureTable(capture, table.name(), count, digest.finish(), SqlNames.columnNames(table));
    }
}
