package io.nodememory.evidence.database.postgres;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.RowSink;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store in a database of a PostgreSQL server (15 or later), shared by any number of readers and writers. */
public final class PostgresDialect implements Dialect {
    public static final String PREFIX = "jdbc:postgresql:";
    private static final String DRIVER = "org.postgresql.Driver";
    private static final String NO_SUCH_TABLE = "42P01";

    private static final String MAY_NOT = "42501";

    /** Who is in this role may read a store, and no more; users that read are made members of it. */
    private static final String READERS = "nodemem_reader";

    private static final Pattern WITH_USER = Pattern.compile(PREFIX + "//([^/@:]+)(?::([^/@]*))?@(.*)");

    private final String url;
    private final Properties login = new Properties();

    public PostgresDialect(String spec) {
        Matcher user = WITH_USER.matcher(spec);
        if (user.matches()) {
            // The driver itself knows users in the query part alone.
            url = PREFIX + "//" + user.group(3);
            login.setProperty("user", URLDecoder.decode(user.group(1), StandardCharsets.UTF_8));
            if (user.group(2) != null) {
                login.setProperty("password", URLDecoder.decode(user.group(2), StandardCharsets.UTF_8));
            }
        } else {
            url = spec;
        }
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
        Properties properties = new Properties(login);
        properties.setProperty("ApplicationName", "nodemem");
        // A plan for all captures, which it makes of a statement that is repeated, is none for one of them.
        properties.setProperty("prepareThreshold", "0");
        // The driver's own read-only mode does not hold in auto-commit.
        properties.setProperty(
                "options", "-c jit=off" + (access == Access.READ ? " -c default_transaction_read_only=on" : ""));
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
    public int longestResult() {
        return 0;
    }

    @Override
    public boolean commitsByBatch() {
        return false;
    }

    /** In the order of code points, whatever the database's own: queries give the same rows in the same order everywhere. */
    @Override
    public String type(ColumnSpec.Kind kind) {
        boolean text = kind == ColumnSpec.Kind.TEXT || kind == ColumnSpec.Kind.TEXT_LIST;
        return SqlNames.type(kind) + (text ? " COLLATE \"C\"" : "");
    }

    @Override
    public String createTable(TableSpec<?> table, List<String> columns) {
        return PostgresPartitions.isKeptApart(table)
                ? PostgresPartitions.createTable(table, columns)
                : Dialect.super.createTable(table, columns);
    }

    @Override
    public RowSink rows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        boolean apart = PostgresPartitions.isKeptApart(table) && PostgresPartitions.isPartitioned(connection, table);
        return new CopiedRows(connection, table, capture, apart);
    }

    @Override
    public void deleteRows(Connection connection, TableSpec<?> table, long capture) throws SQLException {
        if (PostgresPartitions.isKeptApart(table) && PostgresPartitions.isPartitioned(connection, table)) {
            PostgresPartitions.drop(connection, table, capture);
        } else {
            Dialect.super.deleteRows(connection, table, capture);
        }
    }

    /** To a role of the server's that any user can be made a member of; who may not make it leaves that to who may. */
    @Override
    public List<String> grants(List<String> tables) {
        String names = SqlNames.quoteAll(tables.stream());
        return List.of("""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s NOLOGIN; END IF;
                EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
                END $$""".formatted(READERS), """
                DO $$ BEGIN
                    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN GRANT SELECT ON %2$s TO %1$s; END IF;
                END $$""".formatted(READERS, names));
    }

    @Override
    public void refreshStatistics(Connection connection, List<CaptureTable> written) throws SQLException {
        PostgresPartitions.analyze(connection, written);
    }

    @Override
    public BadInputException explain(Exception failure) {
        String state = failure instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
        String why =
                switch (state) {
                    case NO_SUCH_TABLE -> "the database has tables, but not those of an evidence store";
                    case MAY_NOT ->
                        "this user may read it at most, and no more was granted (" + Sentences.of(failure)
                                + "): let the user who owns its tables do this";
                    default -> Sentences.of(failure);
                };
        return new BadInputException("cannot use " + place() + ": " + why, failure);
    }
}
