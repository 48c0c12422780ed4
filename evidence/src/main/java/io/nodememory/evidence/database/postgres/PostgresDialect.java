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

/** A store in a database of a PostgreSQL server (15 or later), which any number of readers and writers share. */
public final class PostgresDialect implements Dialect {
    public static final String PREFIX = "jdbc:postgresql:";
    private static final String DRIVER = "org.postgresql.Driver";
    private static final String NO_SUCH_TABLE = "42P01";

    private static final String MAY_NOT = "42501";

    /** The members of this role can read a store and do nothing else. */
    private static final String READERS = "nodemem_reader";

    private static final Pattern WITH_USER = Pattern.compile(PREFIX + "//([^/@:]+)(?::([^/@]*))?@(.*)");

    private final String url;
    private final Properties login = new Properties();

    public PostgresDialect(String spec) {
        Matcher user = WITH_USER.matcher(spec);
        if (user.matches()) {
            // The driver accepts a user only in the query part.
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

    /** Omits the user and the password of the URL. */
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
        throw new IllegalStateException("the administrator of a server creates its database");
    }

    @Override
    public Connection connect(Access access) throws SQLException {
        Properties properties = new Properties(login);
        properties.setProperty("ApplicationName", "nodemem");
        // The driver would prepare a repeated statement, and the plan for all captures is slow for one capture.
        properties.setProperty("prepareThreshold", "0");
        // The driver's own read-only mode has no effect with auto-commit.
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
        // There is no state: each connection is closed by its owner.
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

    /** Texts have the order of code points, not that of the database's locale, so that queries return rows in the same order everywhere. */
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

    /** Grants SELECT to the role of readers. If this user cannot create the role, an administrator has to. */
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
                        "this user has no permission to do that (" + Sentences.of(failure)
                                + "): log in as the owner of its tables";
                    default -> Sentences.of(failure);
                };
        return new BadInputException("cannot use " + place() + ": " + why, failure);
    }
}
