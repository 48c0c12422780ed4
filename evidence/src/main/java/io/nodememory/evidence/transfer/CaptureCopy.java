package io.nodememory.evidence.transfer;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.kernel.table.spec.TableSpec;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Copies a capture from one store to another in the order of its rows, so that the hashes of its tables stay the same. */
public final class CaptureCopy {
    private static final int FETCH = 1_000;

    private final Connection from;
    private final Map<String, TableSpec<?>> specs = new HashMap<>();

    /** @param from a connection to the store of the capture */
    public CaptureCopy(Connection from, List<TableSpec<?>> tables) {
        this.from = from;
        tables.forEach(table -> specs.put(table.name(), table));
    }

    public Capture copy(Capture capture, List<CaptureTable> tables, Function<CaptureInfo, CaptureSink> target)
            throws SQLException {
        try (CaptureSink writer = target.apply(capture.info())) {
            for (CaptureTable table : tables) {
                TableSpec<?> spec = specs.get(table.name());
                if (spec != null) {
                    copy(capture.id(), spec, writer);
                }
            }
            return writer.finish(capture.imageSha256(), capture.complete());
        }
    }

    private <R extends Record> void copy(long capture, TableSpec<R> table, CaptureSink writer) throws SQLException {
        String sql = "SELECT %s FROM %s WHERE %s = ? ORDER BY %s"
                .formatted(
                        SqlNames.quoteAll(SqlNames.columnNames(table).stream()),
                        SqlNames.quote(table.name()),
                        SqlNames.quote(SqlNames.CAPTURE_ID),
                        SqlNames.quote(SqlNames.ROW_KEY));
        writer.table(table);
        Constructor<R> constructor = RowSql.constructor(table.rowType());
        try (PreparedStatement statement = from.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, capture);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    writer.add(table, RowSql.row(constructor, table, rows));
                }
            }
        }
    }
}
