package io.nodememory.query;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of the fixture in a database, in the layout of the evidence store. */
final class TestStore {
    private TestStore() {}

    static void fill(Connection connection) throws SQLException {
        for (TableSpec<?> table : SmallTables.TABLES) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE \"%s\" (\"capture_id\" INTEGER NOT NULL, \"row_key\" BIGINT PRIMARY KEY, %s)"
                                .formatted(
                                        table.name(),
                                        table.columns().stream()
                                                .map(c -> '"' + c.name() + "\" " + type(c.kind()))
                                                .collect(Collectors.joining(", "))));
            }
            for (long capture : new long[] {SmallTables.CAPTURE, SmallTables.BASELINE}) {
                long key = capture << 32;
                for (Record row : SmallTables.rows(capture)) {
                    if (table.rowType() == row.getClass()) {
                        insert(connection, table, capture, ++key, row);
                    }
                }
            }
        }
    }

    /** Stores the same rows like any other capture. */
    static void fill(EvidenceStore store) {
        for (long capture : new long[] {SmallTables.CAPTURE, SmallTables.BASELINE}) {
            long id = store(store, SmallTables.rows(capture));
            if (id != capture) {
                throw new IllegalStateException("the store is not a new one");
            }
        }
    }

    /** Stores a capture of these rows and returns its id. */
    static long store(EvidenceStore store, List<Record> rows) {
        CaptureInfo info = new CaptureInfo(
                null,
                "node",
                new Custody("tester@lab", null, "test"),
                new ImageInfo(null, "LiME", null, new Ram(null, null)),
                new KernelInfo("Linux version 6.1", "6.1", "test", null));
        try (CaptureWriter writer = store.begin(info)) {
            for (TableSpec<?> table : store.tables()) {
                writer.table(table);
                rows.stream().filter(row -> row.getClass() == table.rowType()).forEach(row -> add(writer, table, row));
            }
            return writer.finish(null, true).id();
        }
    }

    private static <R extends Record> void add(CaptureWriter writer, TableSpec<R> table, Record row) {
        writer.add(table, table.rowType().cast(row));
    }

    private static void insert(Connection connection, TableSpec<?> table, long capture, long key, Record row)
            throws SQLException {
        String marks = table.columns().stream().map(c -> "?").collect(Collectors.joining(", "));
        String sql = "INSERT INTO \"%s\" VALUES (?, ?, %s)".formatted(table.name(), marks);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setLong(1, capture);
            insert.setLong(2, key);
            int index = 2;
            for (ColumnSpec column : table.columns()) {
                Object value = column.valueOf(row);
                if (value instanceof List<?> list) {
                    String element = column.kind() == ColumnSpec.Kind.TEXT_LIST ? "varchar" : "bigint";
                    insert.setArray(++index, connection.createArrayOf(element, list.toArray()));
                } else if (value instanceof Instant time) {
                    insert.setObject(++index, time.atOffset(ZoneOffset.UTC));
                } else if (value == null && column.kind() == ColumnSpec.Kind.TEXT_LIST) {
                    insert.setNull(++index, java.sql.Types.ARRAY);
                } else {
                    insert.setObject(++index, value);
                }
            }
            insert.executeUpdate();
        }
    }

    private static String type(ColumnSpec.Kind kind) {
        return switch (kind) {
            case INTEGER, ADDRESS -> "BIGINT";
            case BOOLEAN -> "BOOLEAN";
            case TEXT -> "VARCHAR";
            case TIME -> "TIMESTAMP(6) WITH TIME ZONE";
            case TEXT_LIST -> "VARCHAR ARRAY";
            case INTEGER_LIST -> "BIGINT ARRAY";
        };
    }
}
