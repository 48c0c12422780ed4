package io.nodememory.evidence.database;

import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.CaptureRow;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.value.TableDigest;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The SQL tables of a store, derived from the {@link TableSpec}s. Older stores are extended, never rewritten. */
public final class Schema {
    /** Incremented when an older program would misread the data of this one; added tables and columns do not count. */
    public static final int VERSION = 1;

    private static final String VERSION_KEY = "schema_version";
    private static final String TABLES_KEY = "schema_tables";

    private final List<TableSpec<?>> tables;

    public Schema(List<TableSpec<?>> tables) {
        this.tables = tables;
    }

    /** Whether a store has all tables and columns of this program. */
    public boolean isCurrent(Connection connection) throws SQLException {
        String version = StoreSettings.get(connection, VERSION_KEY);
        if (!Integer.toString(VERSION).equals(version)) {
            throw new BadInputException(
                    "it was written by a newer nodemem (schema %s, this one knows %d): use that version or a newer one"
                            .formatted(version, VERSION));
        }
        return fingerprint().equals(StoreSettings.get(connection, TABLES_KEY));
    }

    /** Whether the database has no table, as before the first {@link #extend}. */
    public static boolean isEmpty(Connection connection) throws SQLException {
        return presentColumns(connection).isEmpty();
    }

    /** Creates missing tables, columns and indexes in a new or an older store. */
    public void extend(Connection connection, Dialect dialect) throws SQLException {
        Map<String, Set<String>> present = presentColumns(connection);
        try (Statement statement = connection.createStatement()) {
            if (!present.containsKey(StoreSettings.TABLE)) {
                statement.execute(StoreSettings.CREATE);
                StoreSettings.put(connection, VERSION_KEY, Integer.toString(VERSION));
                StoreSettings.put(connection, StoreSettings.LAST_ID, "0");
                StoreSettings.put(connection, StoreSettings.CHAIN_HEAD, "");
            }
            for (TableSpec<?> table : List.of(CaptureRow.TABLE, CaptureTable.TABLE, Approval.TABLE)) {
                if (!present.containsKey(table.name())) {
                    statement.execute("CREATE TABLE %s (%s)"
                            .formatted(SqlNames.quote(table.name()), String.join(", ", definitions(table, dialect))));
                }
                addColumns(statement, table, dialect, present);
            }
            for (TableSpec<?> table : tables) {
                if (!present.containsKey(table.name())) {
                    statement.execute(dialect.createTable(table, definitions(table, dialect)));
                }
                addColumns(statement, table, dialect, present);
            }
            for (String index : indexes()) {
                statement.execute(index);
            }
            for (String grant : dialect.grants(names())) {
                statement.execute(grant);
            }
        }
        StoreSettings.put(connection, TABLES_KEY, fingerprint());
    }

    private static void addColumns(
            Statement statement, TableSpec<?> table, Dialect dialect, Map<String, Set<String>> present)
            throws SQLException {
        Set<String> has = present.get(table.name());
        for (ColumnSpec column : table.columns()) {
            if (has != null && !has.contains(column.name())) {
                statement.execute("ALTER TABLE %s ADD COLUMN %s"
                        .formatted(SqlNames.quote(table.name()), definition(column, dialect)));
            }
        }
    }

    private static List<String> definitions(TableSpec<?> table, Dialect dialect) {
        return table.columns().stream()
                .map(column -> definition(column, dialect)
                        + (table.rowType() == CaptureRow.class && column.name().equals("id") ? " PRIMARY KEY" : ""))
                .toList();
    }

    /** Has no NOT NULL: a column that is added later is null in older rows. */
    private static String definition(ColumnSpec column, Dialect dialect) {
        return SqlNames.quote(column.name()) + " " + dialect.type(column.kind());
    }

    /** The names of all tables, including those that describe captures. */
    private List<String> names() {
        return Stream.concat(
                        Stream.of(
                                StoreSettings.TABLE,
                                CaptureRow.TABLE.name(),
                                CaptureTable.TABLE.name(),
                                Approval.TABLE.name()),
                        tables.stream().map(TableSpec::name))
                .toList();
    }

    private List<String> indexes() {
        Map<String, Set<List<String>>> wanted = TableIndexes.of(tables);
        return tables.stream()
                .flatMap(table -> {
                    Set<List<String>> own = wanted.get(table.name());
                    return (own.isEmpty() ? Set.of(List.<String>of()) : own)
                            .stream().map(columns -> index(table.name(), columns));
                })
                .toList();
    }

    private static String index(String table, List<String> columns) {
        List<String> all =
                Stream.concat(Stream.of(SqlNames.CAPTURE_ID), columns.stream()).toList();
        String name = table + "_by_" + String.join("_", columns.isEmpty() ? List.of("capture") : columns);
        return "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
                .formatted(SqlNames.quote(name), SqlNames.quote(table), SqlNames.quoteAll(all.stream()));
    }

    /** The columns of each existing table. */
    private static Map<String, Set<String>> presentColumns(Connection connection) throws SQLException {
        String sql = "SELECT table_name, column_name FROM information_schema.columns"
                + " WHERE table_schema = current_schema";
        Map<String, Set<String>> present = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                present.computeIfAbsent(rows.getString(1), name -> new HashSet<>())
                        .add(rows.getString(2));
            }
        }
        return present;
    }

    /** A hash of all tables, columns, types and indexes. A store with the same hash needs no check of its columns. */
    private String fingerprint() {
        TableDigest digest = new TableDigest();
        Stream.concat(Stream.of(CaptureRow.TABLE, CaptureTable.TABLE, Approval.TABLE), tables.stream())
                .forEach(table -> {
                    digest.text(table.name());
                    table.columns().forEach(c -> digest.text(c.name() + " " + SqlNames.type(c.kind())));
                });
        indexes().forEach(digest::text);
        return digest.finish();
    }
}
