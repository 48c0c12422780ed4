package io.nodememory.evidence.database;

import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rows are looked up by: the columns of each table's indexes, each of which begins with the capture's id. */
public final class TableIndexes {
    private TableIndexes() {}

    /** By table: one for the process, one for what each join arrives at. */
    public static Map<String, Set<List<String>>> of(Collection<? extends TableSpec<?>> tables) {
        Map<String, Set<List<String>>> wanted = new HashMap<>();
        for (TableSpec<?> table : tables) {
            Set<List<String>> own = wanted.computeIfAbsent(table.name(), name -> new LinkedHashSet<>());
            if (table.column("pid").isPresent()) {
                own.add(List.of("pid"));
            }
            for (Join join : table.joins()) {
                wanted.computeIfAbsent(join.table(), name -> new LinkedHashSet<>())
                        .add(List.of(join.to()));
            }
        }
        return wanted;
    }
}
