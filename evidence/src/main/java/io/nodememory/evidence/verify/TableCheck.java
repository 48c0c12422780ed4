package io.nodememory.evidence.verify;

import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.value.TableDigest;
import io.nodememory.evidence.value.Values;
import io.nodememory.evidence.verify.Verification.Finding;
import io.nodememory.evidence.verify.Verification.Part;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares a capture's rows in a table with the count and hash that were recorded when they were written. */
final class TableCheck {
    private static final int FETCH = 1_000;

    private final Connection connection;
    private final long capture;

    /** @param connection without auto-commit, so that rows are fetched piece by piece */
    TableCheck(Connection connection, long capture) {
        this.connection = connection;
        this.capture = capture;
    }

    /** The record that the present rows would have; empty if this version does not know one of the columns. */
    Optional<CaptureTable> recount(TableSpec<?> table, List<String> columnNames) throws SQLException {
        List<ColumnSpec> columns = new ArrayList<>();
        for (String name : columnNames) {
            Optional<ColumnSpec> column = table.column(name);
            if (column.isEmpty()) {
                return Optional.empty();
            }
            columns.add(column.get());
        }
        String sql = "SELECT %s FROM %s WHERE \"capture_id\" = ? ORDER BY \"row_key\""
                .formatted(SqlNames.quoteAll(columnNames.stream()), SqlNames.quote(table.name()));
        TableDigest digest = new TableDigest();
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, capture);
            try (ResultSet rows = statement.executeQuery()) {
                for (; rows.next(); count++) {
                    for (int i = 0; i < columns.size(); i++) {
                        ColumnSpec.Kind kind = columns.get(i).kind();
                        digest.add(kind, Values.read(rows, i + 1, kind));
                    }
                }
            }
        }
        return Optional.of(new CaptureTable(capture, table.name(), count, digest.finish(), columnNames));
    }

    static Optional<Finding> compare(CaptureTable recorded, CaptureTable found) {
        if (recorded.rowCount() != found.rowCount()) {
            return finding(
                    recorded.name(),
                    "%,d rows were written, %,d are present".formatted(recorded.rowCount(), found.rowCount()));
        } else if (!recorded.sha256().equals(found.sha256())) {
            return finding(
                    recorded.name(),
                    "all %,d rows are present, but their values were changed (SHA-256 was %s, is %s)"
                            .formatted(recorded.rowCount(), recorded.sha256(), found.sha256()));
        }
        return Optional.empty();
    }

    /** Finds values in columns that the capture did not write: such a column was added later and has to be null. */
    Optional<Finding> unwrittenColumns(TableSpec<?> table, List<String> written) throws SQLException {
        List<String> others = SqlNames.columnNames(table).stream()
                .filter(name -> !written.contains(name))
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String anyValue = others.stream()
                .map(name -> SqlNames.quote(name) + " IS NOT NULL")
                .collect(Collectors.joining(" OR "));
        long count = count(table, " AND (" + anyValue + ")");
        return count == 0
                ? Optional.empty()
                : finding(
                        table.name(),
                        "%,d rows have values in columns that the capture did not write (%s)"
                                .formatted(count, String.join(", ", others)));
    }

    /** Finds rows of a table that the capture did not write, or that were deleted. */
    Optional<Finding> strayRows(TableSpec<?> table, String why) throws SQLException {
        long count = count(table, "");
        return count == 0
                ? Optional.empty()
                : finding(table.name(), "%,d rows are present, but %s".formatted(count, why));
    }

    private long count(TableSpec<?> table, String condition) throws SQLException {
        String sql =
                "SELECT COUNT(*) FROM %s WHERE \"capture_id\" = ?%s".formatted(SqlNames.quote(table.name()), condition);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, capture);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    static Optional<Finding> finding(String table, String message) {
        return Optional.of(new Finding(Part.TABLE, table, "table " + table + ": " + message));
    }
}
