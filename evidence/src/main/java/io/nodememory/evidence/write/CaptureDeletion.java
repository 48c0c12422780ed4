package io.nodememory.evidence.write;

import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Deletes a capture's rows from all tables. Its record and hashes stay, so that the chain can still be proved. */
public final class CaptureDeletion {
    private CaptureDeletion() {}

    public static void delete(
            Dialect dialect,
            Connection connection,
            List<TableSpec<?>> tables,
            long capture,
            String operator,
            String reason)
            throws SQLException {
        deleteRows(dialect, connection, tables, capture);
        String sql =
                "UPDATE \"captures\" SET \"deleted\" = ?, \"deleted_by\" = ?, \"deleted_reason\" = ? WHERE \"id\" = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            statement.setString(2, Values.text(operator));
            statement.setString(3, reason == null ? null : Values.text(reason));
            statement.setLong(4, capture);
            statement.executeUpdate();
        }
    }

    static void deleteRows(
            Dialect dialect, Connection connection, Iterable<? extends TableSpec<?>> tables, long capture)
            throws SQLException {
        for (TableSpec<?> table : tables) {
            dialect.deleteRows(connection, table, capture);
        }
    }
}
