package io.nodememory.evidence.database;

import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Reads and writes records as SQL rows. */
public final class RowSql {
    private RowSql() {}

    /** An {@code INSERT} with a parameter for each extra column and each column of the table. */
    public static String insert(TableSpec<?> table, String... extraColumns) {
        List<String> names = Stream.concat(Arrays.stream(extraColumns), SqlNames.columnNames(table).stream())
                .toList();
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        SqlNames.quote(table.name()),
                        SqlNames.quoteAll(names.stream()),
                        String.join(", ", names.stream().map(n -> "?").toList()));
    }

    public static <R extends Record> void insertRow(Connection connection, TableSpec<R> table, R row)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert(table))) {
            int index = 1;
            for (ColumnSpec column : table.columns()) {
                Values.bind(statement, index++, column.kind(), Values.normal(column.kind(), column.valueOf(row)));
            }
            statement.executeUpdate();
        }
    }

    /**
     * Selects rows.
     *
     * @param tail SQL after the table name, with parameters
     */
    public static <R extends Record> List<R> select(
            Connection connection, TableSpec<R> table, String tail, Object... parameters) throws SQLException {
        String sql = "SELECT %s FROM %s %s"
                .formatted(SqlNames.quoteAll(SqlNames.columnNames(table).stream()), SqlNames.quote(table.name()), tail);
        Constructor<R> constructor = constructor(table.rowType());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                List<R> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(row(constructor, table, found));
                }
                return rows;
            }
        }
    }

    /** The current row of a result whose columns are in the order of the table. */
    public static <R extends Record> R row(Constructor<R> constructor, TableSpec<R> table, ResultSet found)
            throws SQLException {
        Object[] values = new Object[table.columns().size()];
        for (int i = 0; i < values.length; i++) {
            ColumnSpec column = table.columns().get(i);
            values[i] = Values.asDeclared(column, Values.read(found, i + 1, column.kind()));
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new SQLException("a row of " + table.name() + " lacks a value", e);
        }
    }

    /** The canonical constructor. */
    public static <R extends Record> Constructor<R> constructor(Class<R> type) {
        try {
            return type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }
}
