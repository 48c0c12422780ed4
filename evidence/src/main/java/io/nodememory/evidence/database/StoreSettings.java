package io.nodememory.evidence.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code store}: named values about the store itself. */
public final class StoreSettings {
    static final String TABLE = "store";
    static final String CREATE = "CREATE TABLE \"store\" (\"name\" VARCHAR(64) PRIMARY KEY, \"value\" VARCHAR)";

    /** The id of the capture that began last. Ids are never reused. */
    public static final String LAST_ID = "last_capture_id";

    /** The hash of the capture that was finished last; empty before the first. */
    public static final String CHAIN_HEAD = "chain_head";

    private StoreSettings() {}

    /** The value; null if there is none. */
    public static String get(Connection connection, String name) throws SQLException {
        return query(connection, "SELECT \"value\" FROM \"store\" WHERE \"name\" = ?", name);
    }

    /** Like {@link #get}, but locks the value against changes by other connections until the transaction ends. */
    public static String lock(Connection connection, String name) throws SQLException {
        return query(connection, "SELECT \"value\" FROM \"store\" WHERE \"name\" = ? FOR UPDATE", name);
    }

    public static void put(Connection connection, String name, String value) throws SQLException {
        if (update(connection, "UPDATE \"store\" SET \"value\" = ? WHERE \"name\" = ?", value, name) == 0) {
            update(connection, "INSERT INTO \"store\" (\"value\", \"name\") VALUES (?, ?)", value, name);
        }
    }

    public static void remove(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM \"store\" WHERE \"name\" = ?")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    private static String query(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private static int update(Connection connection, String sql, String value, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            statement.setString(2, name);
            return statement.executeUpdate();
        }
    }
}
