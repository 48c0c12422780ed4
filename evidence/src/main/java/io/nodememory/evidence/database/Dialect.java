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

/** A place that holds evidence, and what its database does in its own way. All other SQL of this module is common to them. */
public interface Dialect extends AutoCloseable {
    /** The place as messages name it. */
    String place();

    /** Whether there is a store yet. */
    boolean exists();

    /** Makes the place ready for the first connection; called only where {@link #exists()} is false. */
    void create();

    /** The connection that keeps the store open, with the right to change it if {@code access} says so. */
    Connection connect(Access access) throws SQLException;

    /** A connection that can only select from the tables; the store is open already. */
    Connection connectReader() throws SQLException;

    /** Whether a database without tables is a store to be, rather than the ruin of one. */
    boolean mayBeEmpty();

    /** Whether a capture is committed batch by batch ({@link UnfinishedCaptures}) rather than as one transaction. */
    boolean commitsByBatch();

    /** Rows of the longest result that is held in memory, or 0 where results of any length come piece by piece. */
    int longestResult();

    /** The type of a column of an evidence table, as it is made. */
    default String type(ColumnSpec.Kind kind) {
        return SqlNames.type(kind);
    }

    /** The statement that makes an evidence table of these columns and the two that tell its rows apart. */
    default String createTable(TableSpec<?> table, List<String> columns) {
        return "CREATE TABLE %s (\"capture_id\" INTEGER NOT NULL, \"row_key\" BIGINT PRIMARY KEY, %s)"
                .formatted(SqlNames.quote(table.name()), String.join(", ", columns));
    }

    /** Where a capture's rows of a table go; used within one transaction unless {@link #commitsByBatch}. */
    RowSink rows(Connection connection, TableSpec<?> table, long capture) throws SQLException;

    /** Takes a capture's rows out of a table. */
    default void deleteRows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        String sql = "DELETE FROM %s WHERE \"capture_id\" = ?".formatted(SqlNames.quote(table.name()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, capture);
            statement.executeUpdate();
        }
    }

    /**
     * Statements that make a reader and let it read the tables; safe to repeat.
     *
     * @param tables all tables of the store by name
     */
    List<String> grants(List<String> tables);

    /** Tells the planner of a new capture's size. */
    void refreshStatistics(Connection connection, List<CaptureTable> written) throws SQLException;

    /** Forgets how to connect. */
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

    /** The sentence for what the database said. */
    BadInputException explain(Exception failure);
}
