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

/** The steps from a place to a connection on tables that are those of this program. */
final class StoreOpening {
    private final Dialect dialect;
    private final List<TableSpec<?>> tables;
    private final Schema schema;

    StoreOpening(Dialect dialect, List<TableSpec<?>> tables) {
        this.dialect = dialect;
        this.tables = tables;
        this.schema = new Schema(tables);
    }

    Connection open(Access access) throws SQLException {
        Optional<Connection> connection = openCurrent(access);
        if (connection.isEmpty()) {
            // A reader cannot add the tables it will be asked for: a short-lived writer does.
            extend();
            connection = openCurrent(access);
        }
        return connection.orElseThrow(() -> new SQLException("another program changed it at this moment"));
    }

    /** A connection, or none if the store lacks a table or a column. */
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
