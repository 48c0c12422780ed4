package io.nodememory.evidence.compare;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.compare.CaptureDiff.TableDiff;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares two captures table by table. A table that one of them did not walk is not compared. */
public final class CaptureComparison {
    private final Connection connection;
    private final Capture before;
    private final Capture after;
    private final int limit;

    public CaptureComparison(Connection connection, Capture before, Capture after, int limit) {
        this.connection = connection;
        this.before = before;
        this.after = after;
        this.limit = limit;
    }

    public CaptureDiff compare(List<TableSpec<?>> tables, List<CaptureTable> ofBefore, List<CaptureTable> ofAfter)
            throws SQLException {
        List<TableDiff> differences = new ArrayList<>();
        List<String> notCompared = new ArrayList<>();
        addIncomplete(before, notCompared);
        addIncomplete(after, notCompared);
        for (TableSpec<?> table : tables) {
            if (table.identity().isEmpty()) {
                notCompared.add(table.name() + ": its rows cannot be identified across captures");
            } else if (!wrote(table, ofBefore)) {
                notCompared.add("%s: capture %d did not read this table".formatted(table.name(), before.id()));
            } else if (!wrote(table, ofAfter)) {
                notCompared.add("%s: capture %d did not read this table".formatted(table.name(), after.id()));
            } else {
                TableDiff difference = new TableComparison(connection, table, limit).compare(before.id(), after.id());
                if (!difference.isEmpty()) {
                    differences.add(difference);
                }
            }
        }
        return new CaptureDiff(before, after, List.copyOf(differences), List.copyOf(notCompared));
    }

    private static void addIncomplete(Capture capture, List<String> notCompared) {
        if (!capture.complete()) {
            notCompared.add("capture %d is incomplete: rows that it lacks may have existed".formatted(capture.id()));
        }
    }

    /** Whether a capture wrote all columns that are compared: a missing column would be a difference in every row. */
    private static boolean wrote(TableSpec<?> table, List<CaptureTable> written) {
        Set<String> columns = written.stream()
                .filter(record -> record.name().equals(table.name()))
                .flatMap(record -> record.columns().stream())
                .collect(Collectors.toSet());
        return columns.containsAll(table.identity()) && columns.containsAll(table.compared());
    }
}
