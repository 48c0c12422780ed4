package io.nodememory.evidence;

import io.nodememory.kernel.table.ColumnSpec;
import io.nodememory.kernel.table.TableSpec;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a capture piece by piece: a longer result H2 would put aside in a file of its own. */
final class TableReader {
    private static final int PIECE = 2_000;

    /** Bits of a row's key below the capture's id. */
    private static final int ROW_BITS = 32;

    private final Connection connection;

    TableReader(Connection connection) {
        this.connection = connection;
    }

    void read(long capture, TableSpec<?> table, RowVisitor visitor) throws SQLException, IOException {
        String key = SqlNames.quote(SqlNames.ROW_KEY);
        String sql = "SELECT %s, %s FROM %s WHERE %1$s > ? AND %1$s < ? ORDER BY %1$s FETCH FIRST %4$d ROWS ONLY"
                .formatted(
                        key,
                        SqlNames.quoteAll(SqlNames.columnNames(table).stream()),
                        SqlNames.quote(table.name()),
                        PIECE);
        long last = (capture << ROW_BITS) - 1;
        int rows = PIECE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(2, (capture + 1) << ROW_BITS);
            while (rows == PIECE) {
                statement.setLong(1, last);
                rows = 0;
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        last = found.getLong(1);
                        visitor.row(values(table, found));
                        rows++;
                    }
                }
            }
        }
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
