package io.nodememory.evidence.write;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.Capture.Deletion;
import io.nodememory.evidence.capture.Capture.Reading;
import io.nodememory.evidence.capture.Capture.Seal;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureRow;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.capture.ChainHash;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes a capture so that it appears as a whole or not at all. Used by one thread at a time. */
public final class CaptureTransaction {
    private final Dialect dialect;
    private final Connection connection;
    private final CaptureInfo info;
    private final long id;
    private final UUID uuid = UUID.randomUUID();
    private final Instant started = now();
    private boolean committed;
    private final Map<TableSpec<?>, TableWriter> writers = new LinkedHashMap<>();

    public CaptureTransaction(Dialect dialect, CaptureInfo info) {
        this.dialect = dialect;
        this.info = info;
        try {
            connection = dialect.connect(Access.WRITE);
            connection.setAutoCommit(false);
            id = nextId(connection);
            if (dialect.commitsByBatch()) {
                UnfinishedCaptures.begin(connection, id);
            }
            connection.commit();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private static long nextId(Connection connection) throws SQLException {
        long id = Long.parseLong(StoreSettings.lock(connection, StoreSettings.LAST_ID)) + 1;
        StoreSettings.put(connection, StoreSettings.LAST_ID, Long.toString(id));
        return id;
    }

    long id() {
        return id;
    }

    CaptureInfo info() {
        return info;
    }

    void table(TableSpec<?> table) {
        try {
            writers.put(table, new TableWriter(id, table, dialect.rows(connection, table, id)));
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    void write(TableSpec<?> table, List<Record> rows) {
        try {
            writers.get(table).write(rows);
            if (dialect.commitsByBatch()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    Capture commit(String imageSha256, boolean complete) {
        try {
            Instant finished = now();
            List<CaptureTable> tables = new ArrayList<>();
            for (TableWriter writer : writers.values()) {
                tables.add(writer.finish());
            }
            // Locked until the commit, so that captures that end at the same time form one chain.
            String head = StoreSettings.lock(connection, StoreSettings.CHAIN_HEAD);
            String previous = head.isEmpty() ? null : head;
            Capture unsealed = new Capture(
                    id,
                    uuid.toString(),
                    info,
                    new Reading(started, finished, complete, imageSha256),
                    Seal.NONE,
                    Deletion.NONE);
            String hash = ChainHash.of(previous, unsealed, tables);
            for (CaptureTable table : tables) {
                RowSql.insertRow(connection, CaptureTable.TABLE, table);
            }
            RowSql.insertRow(connection, CaptureRow.TABLE, CaptureRow.of(unsealed.with(new Seal(previous, hash))));
            StoreSettings.put(connection, StoreSettings.CHAIN_HEAD, hash);
            UnfinishedCaptures.end(connection, id);
            connection.commit();
            committed = true;
            dialect.refreshStatistics(connection, tables);
            connection.commit();
            return RowSql.select(connection, CaptureRow.TABLE, "WHERE \"id\" = ?", id)
                    .get(0)
                    .capture();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    /** Discards an unfinished capture. */
    Void close() {
        try (connection) {
            connection.rollback();
            if (!committed && dialect.commitsByBatch()) {
                CaptureDeletion.deleteRows(dialect, connection, writers.keySet(), id);
                UnfinishedCaptures.end(connection, id);
                connection.commit();
            }
            return null;
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
