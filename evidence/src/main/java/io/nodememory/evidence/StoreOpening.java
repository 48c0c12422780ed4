package io.nodememory.evidence;

import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.Schema;
import io.nodememory.evidence.write.UnfinishedCaptures;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Opens the database of a store: creates it if allowed, and adds the tables and columns that it lacks. */
final class StoreOpening {
    private final Dialect dialect;
    private final List<TableSpec<?>> tables;
    private final Schema schema;

    StoreOpening(Dialect dialect, List<TableSpec<?>> tables) {
        this.dialect = dialect;
        this.tables = tables;
        this.schema = new Schema(tables);
    }

    /** @throws BadInputException if there is no store to read, or the database cannot be used */
    StoreConnection open(Access access) {
        if (!dialect.exists()) {
            if (access == Access.READ) {
                throw new BadInputException("there is no " + dialect.place().replaceFirst("^the ", "")
                        + ": analyze an image first, or name another with --store");
            }
            dialect.create();
        }
        try {
            return new StoreConnection(dialect, access, connect(access));
        } catch (SQLException | IllegalStateException e) {
            throw dialect.explain(e);
        }
    }

    private Connection connect(Access access) throws SQLException {
        Optional<Connection> connection = openCurrent(access);
        if (connection.isEmpty()) {
            // A reader cannot add the missing tables: a short-lived writer does.
            extend();
            connection = openCurrent(access);
        }
        return connection.orElseThrow(() -> new SQLException("another program changed it in the meantime"));
    }

    /** A connection; empty if the store lacks a table or a column. */
    private Optional<Connection> openCurrent(Access access) throws SQLException {
        Connection connection = dialect.connect(access);
        try {
            if (isCurrent(connection)) {
                if (access == Access.WRITE) {
                    UnfinishedCaptures.sweep(dialect, connection, tables);
                }
                return Optional.of(connection);
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    private void extend() throws SQLException {
        try (Connection connection = dialect.connect(Access.WRITE)) {
            schema.extend(connection, dialect);
        }
    }

    private boolean isCurrent(Connection connection) throws SQLException {
        try {
            return schema.isCurrent(connection);
        } catch (BadInputException e) {
            throw dialect.explain(e);
        } catch (SQLException e) {
            if (!Schema.isEmpty(connection)) {
                throw e;
            } else if (!dialect.mayBeEmpty()) {
                throw dialect.explain(new SQLException("it is damaged: no table is left in it"));
            }
            return false;
        }
    }
}
