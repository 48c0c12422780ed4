package io.nodememory.kernel.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A variable that the symbols do not name never makes a table look clean: the table reports that it may lack rows, and
 * it invents none.
 */
class MissingVariablesTest {
    /** Tables that look at many independent variables; these are hidden many at a time. */
    private static final Set<String> MANY = Set.of("kernel_settings", "notifiers", "network_handlers");

    private static final int GROUP = 16;

    /** The names of functions and tables, which hidden symbols change. */
    private static final Set<String> NAMES = Set.of("symbol", "operations", "kernel_function");

    /** The captures of the repository; the large ones have the same kernels and would take minutes. */
    @TestFactory
    Stream<DynamicTest> everyTableReportsTheVariablesThatItLacks() {
        return Corpus.samples().stream()
                .filter(Corpus.Sample::inRepository)
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> {
                    try (Kernel kernel = sample.open()) {
                        compare(kernel);
                    }
                }));
    }

    private static void compare(Kernel kernel) {
        Map<String, Set<String>> askedBy = new TreeMap<>();
        String[] walked = {null};
        Symbols recording = HiddenSymbols.recording(
                kernel.symbols(),
                name -> askedBy.computeIfAbsent(name, key -> new TreeSet<>()).add(String.valueOf(walked[0])));
        Rows whole = walk(kernel, recording, table -> walked[0] = table);
        assertThat(askedBy).as("variables that walks start from").hasSizeGreaterThan(30);
        List<String> faults = new ArrayList<>();
        for (Set<String> hidden : groups(askedBy)) {
            Set<String> found = new HashSet<>(askedBy.keySet());
            found.removeAll(hidden);
            Rows rows = walk(kernel, HiddenSymbols.of(kernel.symbols(), found), table -> {});
            for (TableSpec<?> table : Tables.ALL) {
                whole.faults(rows, table).forEach(fault -> faults.add("without " + hidden + ": " + fault));
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Each variable alone, those of {@link #MANY} in groups, and all but that of the task list at once. */
    private static List<Set<String>> groups(Map<String, Set<String>> askedBy) {
        List<Set<String>> groups = new ArrayList<>();
        Map<String, List<String>> together = new TreeMap<>();
        askedBy.forEach((name, tables) -> {
            String table = tables.iterator().next();
            if (tables.size() == 1 && MANY.contains(table)) {
                together.computeIfAbsent(table, key -> new ArrayList<>()).add(name);
            } else {
                groups.add(Set.of(name));
            }
        });
        together.values().forEach(names -> {
            for (int from = 0; from < names.size(); from += GROUP) {
                groups.add(Set.copyOf(names.subList(from, Math.min(names.size(), from + GROUP))));
            }
        });
        Set<String> all = new TreeSet<>(askedBy.keySet());
        all.remove("init_task");
        groups.add(all);
        return groups;
    }

    /**
     * The rows of all tables, by table and address, and the problems.
     *
     * @param rows each row as its columns' names and values
     */
    private record Rows(Map<String, Map<String, Map<String, Object>>> rows, List<Problem> problems) {
        /** What a walk without some variables does wrong in a table. */
        List<String> faults(Rows without, TableSpec<?> table) {
            Map<String, Map<String, Object>> before = rows.getOrDefault(table.name(), Map.of());
            Map<String, Map<String, Object>> after = without.rows.getOrDefault(table.name(), Map.of());
            List<String> faults = new ArrayList<>();
            boolean reported = without.problems.stream()
                    .filter(problem -> problem.table().equals(table.name()) && !problems.contains(problem))
                    .anyMatch(problem -> after.isEmpty() || problem.losesRows());
            if (!reported && !after.keySet().containsAll(before.keySet())) {
                faults.add("%s lacks rows (%d of %d) without a problem"
                        .formatted(table.name(), before.size() - after.size(), before.size()));
            }
            after.forEach((address, row) -> {
                Map<String, Object> known = before.get(address);
                if (known == null) {
                    faults.add("%s has a new row %s".formatted(table.name(), row));
                } else if (!reported) {
                    row.forEach((column, value) -> {
                        if (value != null && !NAMES.contains(column) && !value.equals(known.get(column))) {
                            faults.add("%s.%s is %s, not %s".formatted(table.name(), column, value, known.get(column)));
                        }
                    });
                } else if (row.get("verdict") != null && known.get("verdict") == null) {
                    faults.add("%s has a new verdict: %s".formatted(table.name(), row));
                }
            });
            return faults;
        }
    }

    private static Rows walk(Kernel opened, Symbols symbols, Consumer<String> listener) {
        Kernel kernel = new Kernel(opened.architecture(), opened.image(), symbols, opened.memory(), opened.shift());
        Map<String, Map<String, Map<String, Object>>> rows = new LinkedHashMap<>();
        for (TableSpec<?> table : Tables.ALL) {
            if (!table.name().equals("problems")) {
                listener.accept(table.name());
                Map<String, Map<String, Object>> found = new LinkedHashMap<>();
                rows.put(table.name(), found);
                try {
                    walk(kernel, table, found);
                } catch (MissingSymbolException e) {
                    // As the analysis reports a walk that ends early
                    kernel.problems().addEnd(table.name(), e.getMessage());
                }
            }
        }
        return new Rows(rows, kernel.problems().list());
    }

    private static <R extends Record> void walk(
            Kernel kernel, TableSpec<R> table, Map<String, Map<String, Object>> found) {
        table.walker().walk(new Walk<>(kernel, table.name(), row -> {
            Map<String, Object> values = new LinkedHashMap<>();
            for (ColumnSpec column : table.columns()) {
                values.put(column.name(), column.valueOf(row));
            }
            // Shared objects have a row for each process
            String key = values.get("address") + " " + values.get("pid") + " " + values.get("fd");
            String unique = key;
            for (int i = 1; found.containsKey(unique); i++) {
                unique = key + " " + i;
            }
            found.put(unique, values);
        }));
    }
}
