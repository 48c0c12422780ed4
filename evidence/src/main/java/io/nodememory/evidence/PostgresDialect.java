package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** A store in a database of a PostgreSQL server (15 or later), shared by any number of readers and writers. */
final class PostgresDialect implements Dialect {
    static final String PREFIX = "jdbc:postgresql:";
    private static final String DRIVER = "org.postgresql.Driver";
    private static final String NO_SUCH_TABLE = "42P01";

    private final String url;

    PostgresDialect(String url) {
        this.url = url;
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException e) {
            throw new BadInputException(
                    "cannot use " + place() + ": PostgreSQL's JDBC driver is not on the class path", e);
        }
    }

    /** Without user and password, which may stand in the URL. */
    @Override
    public String place() {
        return "the store " + url.replaceFirst("\\?.*", "").replaceFirst("//[^/]*@", "//");
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public void create() {
        throw new IllegalStateException("a server's database is made by its administrator");
    }

    @Override
    public Connection connect(Access access) throws SQLException {
        Properties properties = new Properties();
        // A batch becomes a few statements of many rows; else every row is a message of its own.
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("ApplicationName", "nodemem");
        if (access == Access.READ) {
            // The driver's own read-only mode does not hold in auto-commit.
            properties.setProperty("options", "-c default_transaction_read_only=on");
        }
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public Connection connectReader() throws SQLException {
        return connect(Access.READ);
    }

    @Override
    public void close() {
        // Nothing is held: connections are closed by who opened them.
    }

    @Override
    public boolean mayBeEmpty() {
        return true;
    }

    @Override
    public boolean commitsByBatch() {
        return false;
    }

    /** Who may read is up to the server's administrator. */
    @Override
    public List<String> grants() {
        return List.of();
    }

    @Override
    public List<String> refreshStatistics() {
        return List.of("ANALYZE");
    }

    @Override
    public BadInputException explain(Exception failure) {
        String why = failure instanceof SQLException sql && NO_SUCH_TABLE.equals(sql.getSQLState())
                ? "the database has tables, but not those of an evidence store"
                : Sentences.of(failure);
        return new BadInputException("cannot use " + place() + ": " + why, failure);
    }
}
