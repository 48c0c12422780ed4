package io.nodememory.evidence;

import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import java.sql.Connection;
import java.sql.SQLException;

/** The connection that keeps a store open. Runs SQL on it, or in a transaction of its own, and explains failures. */
final class StoreConnection implements AutoCloseable {
    private final Dialect dialect;
    private final Access access;
    private final Connection connection;

    StoreConnection(Dialect dialect, Access access, Connection connection) {
        this.dialect = dialect;
        this.access = access;
        this.connection = connection;
    }

    /** SQL statements with a result. */
    interface SqlCall<T> {
        T on(Connection connection) throws SQLException;
    }

    Dialect dialect() {
        return dialect;
    }

    String place() {
        return dialect.place();
    }

    boolean isReadOnly() {
        return access == Access.READ;
    }

    /** Runs statements on the shared connection, one caller at a time. */
    <T> T call(SqlCall<T> call) {
        synchronized (connection) {
            try {
                return call.on(connection);
            } catch (SQLException e) {
                throw dialect.explain(e);
            }
        }
    }

    /** Runs statements as one transaction on a new connection. */
    <T> T transaction(SqlCall<T> call) {
        try (Connection own = dialect.connect(access)) {
            own.setAutoCommit(false);
            T result = call.on(own);
            own.commit();
            return result;
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    @Override
    public void close() {
        try (dialect) {
            connection.close();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }
}
