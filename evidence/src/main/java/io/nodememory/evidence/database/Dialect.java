package io.nodememory.evidence.database;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.write.UnfinishedCaptures;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The database of a store, with the SQL that differs between databases. All other SQL of this module is common to them. */
public interface Dialect extends AutoCloseable {
    /** The store as messages name it. */
    String place();

    /** Whether the store exists. */
    boolean exists();

    /** Prepares a missing store for the first connection; called only if {@link #exists()} is false. */
    void create();

    /** The connection that keeps the store open; it can change the store with {@link Access#WRITE}. */
    Connection connect(Access access) throws SQLException;

    /** A connection that can only select from the tables of an open store. */
    Connection connectReader() throws SQLException;

    /** Whether a database without tables is a new store rather than a damaged one. */
    boolean mayBeEmpty();

    /** Whether a capture is committed batch by batch ({@link UnfinishedCaptures}) rather than as one transaction. */
    boolean commitsByBatch();

    /** The most rows of a result that the database keeps in memory; 0 if it sends results of any length piece by piece. */
    int longestResult();

    /** The SQL type of a column in CREATE TABLE. */
    default String type(ColumnSpec.Kind kind) {
        return SqlNames.type(kind);
    }

    /** The statement that creates an evidence table with these columns, the capture's id and the row's key. */
    default String createTable(TableSpec<?> table, List<String> columns) {
        return "CREATE TABLE %s (\"capture_id\" INTEGER NOT NULL, \"row_key\" BIGINT PRIMARY KEY, %s)"
                .formatted(SqlNames.quote(table.name()), String.join(", ", columns));
    }

    /** The sink for a capture's rows of a table; used within one transaction unless {@link #commitsByBatch}. */
    RowSink rows(Connection connection, TableSpec<?> table, long capture) throws SQLException;

    /** Deletes a capture's rows from a table. */
    default void deleteRows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        String sql = "DELETE FROM %s WHERE \"capture_id\" = ?".formatted(SqlNames.quote(table.name()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, capture);
            statement.executeUpdate();
        }
    }

    /**
     * Statements that create a reader and let it read the tables; safe to repeat.
     *
     * @param tables the names of all tables of the store
     */
    List<String> grants(List<String> tables);

    /** Updates the statistics of the query planner after a new capture. */
    void refreshStatistics(Connection connection, List<CaptureTable> written) throws SQLException;

    /** Wipes the key or password. */
    @Override
    void close();

    /**
     * Copies the store, as it is now, into a new ZIP file that its owner alone can read.
     *
     * @throws BadInputException if the store is in a server, or the file cannot be written
     */
    default void backup(Connection connection, Path zip) {
        throw new BadInputException(
                "cannot copy " + place() + ": it is in a server; use the server's own backup tools");
    }

    /** Closes the database and shrinks its file; does nothing for a server, which reclaims space by itself. */
    default void compact(Connection connection) {}

    /** Explains a failure of the database in one sentence. */
    BadInputException explain(Exception failure);
}
