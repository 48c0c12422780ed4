package io.nodememory.evidence.compare;

import io.nodememory.evidence.compare.CaptureDiff.Changed;
import io.nodememory.evidence.compare.CaptureDiff.TableDiff;
import io.nodememory.evidence.database.SqlNames;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares one table of two captures. Keeps identities and compared columns in memory, and whole rows only of differences. */
final class TableComparison {
    private static final int FETCH = 1_000;

    private final Connection connection;
    private final TableSpec<?> table;
    private final int limit;
    private final List<ColumnSpec> identity;
    private final List<ColumnSpec> compared;

    /** @param limit the most rows to keep of each kind of difference */
    TableComparison(Connection connection, TableSpec<?> table, int limit) {
        this.connection = connection;
        this.table = table;
        this.limit = limit;
        identity = columns(table.identity());
        compared = columns(table.compared());
    }

    private List<ColumnSpec> columns(List<String> names) {
        return names.stream()
                .map(name -> table.column(name)
                        .orElseThrow(() -> new IllegalStateException(table.name() + " has no column " + name)))
                .toList();
    }

    TableDiff compare(long before, long after) throws SQLException {
        Map<List<Object>, Map<List<Object>, Integer>> old = read(before);
        Map<List<Object>, Map<List<Object>, Integer>> now = read(after);
        List<List<Object>> added = new ArrayList<>();
        List<List<Object>> removed = new ArrayList<>();
        long addedCount = rowsWithout(old, now, after, added);
        long removedCount = rowsWithout(now, old, before, removed);
        List<Changed> changed = new ArrayList<>();
        now.forEach((key, values) -> {
            Map<List<Object>, Integer> earlier = old.get(key);
            // The number of rows with one identity is no change: workers start and end.
            if (earlier != null && !earlier.keySet().equals(values.keySet()) && changed.size() < limit) {
                changed.add(new Changed(key, List.copyOf(earlier.keySet()), List.copyOf(values.keySet())));
            }
        });
        return new TableDiff(table, addedCount, removedCount, added, removed, changed);
    }

    /** The compared values of every identity, with the number of rows that have them. */
    private Map<List<Object>, Map<List<Object>, Integer>> read(long capture) throws SQLException {
        Map<List<Object>, Map<List<Object>, Integer>> result = new LinkedHashMap<>();
        List<ColumnSpec> both =
                Stream.concat(identity.stream(), compared.stream()).toList();
        scan(capture, both, row -> {
            List<Object> key = key(row.subList(0, identity.size()));
            List<Object> values = new ArrayList<>(row.subList(identity.size(), row.size()));
            result.computeIfAbsent(key, k -> new HashMap<>(2)).merge(values, 1, Integer::sum);
        });
        return result;
    }

    /** The identity of a row in both captures. */
    private List<Object> key(List<Object> values) {
        List<Object> key = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            key.add(
                    values.get(i) instanceof String text
                            ? StableNames.of(identity.get(i).name(), text)
                            : values.get(i));
        }
        return key;
    }

    /** Adds to {@code rows} the rows of a capture whose identity is not in {@code others}, up to the limit; returns their number. */
    private long rowsWithout(
            Map<List<Object>, Map<List<Object>, Integer>> others,
            Map<List<Object>, Map<List<Object>, Integer>> own,
            long capture,
            List<List<Object>> rows)
            throws SQLException {
        long count = own.entrySet().stream()
                .filter(entry -> !others.containsKey(entry.getKey()))
                .flatMap(entry -> entry.getValue().values().stream())
                .mapToLong(Integer::longValue)
                .sum();
        if (count > 0) {
            List<Integer> places =
                    identity.stream().map(table.columns()::indexOf).toList();
            scan(capture, table.columns(), row -> {
                List<Object> key = key(places.stream().map(row::get).collect(Collectors.toList()));
                if (rows.size() < limit && !others.containsKey(key)) {
                    rows.add(row);
                }
            });
        }
        return count;
    }

    private void scan(long capture, List<ColumnSpec> columns, Consumer<List<Object>> sink) throws SQLException {
        String sql = "SELECT %s FROM %s WHERE \"capture_id\" = ? ORDER BY \"row_key\""
                .formatted(SqlNames.quoteAll(columns.stream().map(ColumnSpec::name)), SqlNames.quote(table.name()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, capture);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Object> row = new ArrayList<>(columns.size());
                    for (int i = 0; i < columns.size(); i++) {
                        row.add(Values.read(rows, i + 1, columns.get(i).kind()));
                    }
                    sink.accept(row);
                }
            }
        }
    }
}
