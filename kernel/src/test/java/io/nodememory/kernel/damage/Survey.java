package io.nodememory.kernel.damage;

import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A walk of all tables of one kernel.
 *
 * @param rows how often each object (by its address) is in a table
 * @param counts rows by table
 * @param escaped exceptions that a walker threw
 * @param problems the number of problems by table
 */
record Survey(
        Map<String, Map<Object, Integer>> rows,
        Map<String, Long> counts,
        List<Throwable> escaped,
        Map<String, Long> problems) {
    /** Tables whose rows have no countable objects. */
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
                kernel.problems().list().stream()
                        .collect(Collectors.groupingBy(Problem::table, TreeMap::new, Collectors.counting())));
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

    /**
     * The rows of this survey that another lacks: for each table the addresses of their objects, once for each missing
     * row.
     */
    Map<String, List<Object>> lostIn(Survey other) {
        Map<String, List<Object>> lost = new TreeMap<>();
        rows.forEach((table, found) -> found.forEach((address, times) -> {
            int missing = times - other.rows.get(table).getOrDefault(address, 0);
            if (missing > 0) {
                lost.computeIfAbsent(table, t -> new ArrayList<>()).addAll(Collections.nCopies(missing, address));
            }
        }));
        return lost;
    }

    /** Returns whether another survey reports a problem of a table that this one does not. */
    boolean isToldIn(Survey other, String table) {
        return other.problems.getOrDefault(table, 0L) > problems.getOrDefault(table, 0L);
    }
}
