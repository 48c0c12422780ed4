package io.nodememory.evidence.database;

import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The indexes of the evidence tables. Each index begins with the capture's id, which is not listed here. */
public final class TableIndexes {
    private TableIndexes() {}

    /** The columns of each table's indexes: one index for the process and one for the target of each join. */
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
