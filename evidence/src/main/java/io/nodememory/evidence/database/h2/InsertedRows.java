package io.nodememory.evidence.database.h2;

import io.nodememory.evidence.database.RowSink;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes rows with INSERT, batch by batch. */
final class InsertedRows implements RowSink {
    private final List<ColumnSpec> columns;
    private final PreparedStatement insert;

    InsertedRows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        columns = table.columns();
        insert = connection.prepareStatement(RowSql.insert(table, SqlNames.CAPTURE_ID, SqlNames.ROW_KEY));
        insert.setInt(1, (int) capture);
    }

    @Override
    public void add(long key, List<Object> values) throws SQLException {
        insert.setLong(2, key);
        for (int i = 0; i < values.size(); i++) {
            Values.bind(insert, i + 3, columns.get(i).kind(), values.get(i));
        }
        insert.addBatch();
    }

    @Override
    public void flush() throws SQLException {
        insert.executeBatch();
    }

    @Override
    public void finish() throws SQLException {
        insert.close();
    }
}
