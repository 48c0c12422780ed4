package io.nodememory.evidence.database;

import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a capture in the order in which they were written. Memory use does not depend on their number. */
public final class TableReader {
    private static final int FETCH = 1_000;

    /** Bits of a row's key below the capture's id. */
    private static final int ROW_BITS = 32;

    private final Connection connection;
    private final int piece;

    /** @param piece rows of one SELECT, which continues after the last one; 0 to select all rows at once */
    public TableReader(Connection connection, int piece) {
        this.connection = connection;
        this.piece = piece;
    }

    public void read(long capture, TableSpec<?> table, RowVisitor visitor) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql(capture, table))) {
            if (piece == 0) {
                statement.setFetchSize(FETCH);
            }
            statement.setLong(2, (capture + 1) << ROW_BITS);
            long last = (capture << ROW_BITS) - 1;
            int rows;
            do {
                statement.setLong(1, last);
                rows = 0;
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        last = found.getLong(1);
                        visitor.row(values(table, found));
                        rows++;
                    }
                }
            } while (piece > 0 && rows == piece);
        }
    }

    /** H2 finds the rows by the index of their keys; in PostgreSQL the capture's id selects the partition. */
    private String sql(long capture, TableSpec<?> table) {
        String key = SqlNames.quote(SqlNames.ROW_KEY);
        return "SELECT %s, %s FROM %s WHERE %s%1$s > ? AND %1$s < ? ORDER BY %1$s%s"
                .formatted(
                        key,
                        SqlNames.quoteAll(SqlNames.columnNames(table).stream()),
                        SqlNames.quote(table.name()),
                        piece > 0 ? "" : SqlNames.quote(SqlNames.CAPTURE_ID) + " = " + capture + " AND ",
                        piece > 0 ? " FETCH FIRST " + piece + " ROWS ONLY" : "");
    }

    private static List<Object> values(TableSpec<?> table, ResultSet found) throws SQLException {
        List<ColumnSpec> columns = table.columns();
        List<Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(Values.read(found, i + 2, columns.get(i).kind()));
        }
        return values;
    }
}
