package io.nodememory.evidence;

import io.nodememory.kernel.table.ColumnSpec;
import io.nodememory.kernel.table.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Inserts a capture's rows of one table and hashes them as they pass. */
final class TableWriter {
    private final long capture;
    private final TableSpec<?> table;
    private final PreparedStatement insert;
    private final TableDigest digest = new TableDigest();
    private long count;

    TableWriter(Connection connection, long capture, TableSpec<?> table) throws SQLException {
        this.capture = capture;
        this.table = table;
        insert = connection.prepareStatement(RowSql.insert(table, SqlNames.CAPTURE_ID, SqlNames.ROW_KEY));
    }

    void write(List<? extends Record> rows) throws SQLException {
        for (Record row : rows) {
            insert.setInt(1, (int) capture);
            insert.setLong(2, capture << 32 | count++);
            int index = 3;
            for (ColumnSpec column : table.columns()) {
                Object value = Values.normal(column.kind(), column.valueOf(row));
                digest.add(column.kind(), value);
                Values.bind(insert, index++, column.kind(), value);
            }
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** What was written; nothing can be written afterwards. */
    CaptureTable finish() throws SQLException {
        insert.close();
        return new CaptureTable(capture, table.name(), count, digest.finish(), SqlNames.columnNames(table));
    }
}
