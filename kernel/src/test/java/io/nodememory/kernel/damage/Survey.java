package io.nodememory.kernel.damage;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.Walk;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All tables of one kernel, walked.
 *
 * @param rows how often each object (by its address) stands in a table
 * @param counts rows by table
 * @param escaped exceptions that left a walker
 * @param problems what was reported
 */
record Survey(
        Map<String, Map<Object, Integer>> rows, Map<String, Long> counts, List<Throwable> escaped, long problems) {
    /** Tables without objects of their own to count. */
    private static final Set<String> NOT_COUNTED = Set.of("problems");

    static Survey of(Kernel kernel) {
        Map<String, Map<Object, Integer>> rows = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        List<Throwable> escaped = new ArrayList<>();
        for (TableSpec<?> table : Tables.ALL) {
            if (!NOT_COUNTED.contains(table.name())) {
                Map<Object, Integer> found = new HashMap<>();
                try {
                    walk(kernel, table, found);
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    escaped.add(new IllegalStateException(table.name(), e));
                }
                rows.put(table.name(), found);
                counts.put(
                        table.name(), found.values().stream().mapToLong(n -> n).sum());
            }
        }
        return new Survey(
                rows,
                counts,
                escaped,
                kernel.problems().list().size() + kernel.problems().dropped());
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> table, Map<Object, Integer> found) {
        table.walker().walk(new Walk<>(kernel, table.name(), row -> found.merge(address(row), 1, Integer::sum)));
    }

    private static Object address(Record row) {
        try {
            Method address = row.getClass().getMethod("address");
            return address.invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    long size() {
        return counts.values().stream().mapToLong(n -> n).sum();
    }

    /** How many of this survey's rows another lacks, by table. */
    Map<String, Long> lostIn(Survey other) {
        Map<String, Long> lost = new TreeMap<>();
        rows.forEach((table, found) -> {
            Map<Object, Integer> still = other.rows.get(table);
            long missing = 0;
            for (Map.Entry<Object, Integer> row : found.entrySet()) {
                missing += Math.max(0, row.getValue() - still.getOrDefault(row.getKey(), 0));
            }
            if (missing > 0) {
                lost.put(table, missing);
            }
        });
        return lost;
    }
}
