package io.nodememory.evidence.database.postgres;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The partitions of the large tables in PostgreSQL, one for each capture: a query reads only the partition of its capture, and
 * the deletion of a capture drops it. Large are the tables of processes and those marked as bulky. A small table contains the
 * rows of all captures, because every partition needs several files of the server.
 */
final class PostgresPartitions {
    private PostgresPartitions() {}

    static boolean isKeptApart(TableSpec<?> table) {
        return table.bulky() || table.column("pid").isPresent();
    }

    /** Creates a partitioned table. It has no index of row keys, because a partition is read as a whole or by process. */
    static String createTable(TableSpec<?> table, List<String> columns) {
        return "CREATE TABLE %s (\"capture_id\" INTEGER NOT NULL, \"row_key\" BIGINT NOT NULL, %s)"
                        .formatted(SqlNames.quote(table.name()), String.join(", ", columns))
                + " PARTITION BY LIST (\"capture_id\")";
    }

    /** False for a table that was created before this program used partitions. */
    static boolean isPartitioned(Connection connection, TableSpec<?> table) throws SQLException {
        String sql = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, SqlNames.quote(table.name()));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    static String name(String table, long capture) {
        return SqlNames.quote(table + "_" + capture);
    }

    /** Creates a table for a capture's rows, which readers see after {@link #attach}. */
    static void create(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        // With this condition the server does not check each row when it attaches the table.
        execute(
                connection,
                "CREATE TABLE %s (LIKE %s, CHECK (\"capture_id\" = %d))"
                        .formatted(name(table.name(), capture), SqlNames.quote(table.name()), capture));
    }

    /** Builds the indexes, and adds the rows to the table at the end of the transaction. Readers do not have to wait. */
    static void attach(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        execute(
                connection,
                "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES IN (%d)"
                        .formatted(SqlNames.quote(table.name()), name(table.name(), capture), capture));
    }

    static void drop(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        execute(connection, "DROP TABLE IF EXISTS " + name(table.name(), capture));
    }

    /** Updates the statistics of the rows that a capture wrote. */
    static void analyze(Connection connection, List<CaptureTable> written) throws SQLException {
        for (CaptureTable table : written) {
            String partition = name(table.name(), table.capture());
            if (table.rowCount() > 0) {
                execute(
                        connection,
                        "ANALYZE " + (exists(connection, partition) ? partition : SqlNames.quote(table.name())));
            }
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
