package io.nodememory.query.catalogue;

import io.nodememory.evidence.database.TableIndexes;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names of tables, columns and joins that queries can use. The catalogue is built from the records of the tables.
 * Queries are checked against it, and every identifier in SQL comes from it.
 */
public final class Catalogue {
    private final Map<String, TableSpec<?>> tables = new LinkedHashMap<>();
    private final Map<String, Set<String>> indexed = new HashMap<>();

    public Catalogue(List<? extends TableSpec<?>> specs) {
        for (TableSpec<?> spec : specs) {
            if (tables.put(spec.name(), spec) != null) {
                throw new IllegalArgumentException("two tables are named " + spec.name());
            }
        }
        for (TableSpec<?> spec : specs) {
            for (Join join : spec.joins()) {
                check(spec, join);
            }
            spec.identity().forEach(name -> require(spec, name));
        }
        TableIndexes.of(specs)
                .forEach((table, indexes) ->
                        indexed.put(table, indexes.stream().map(i -> i.get(0)).collect(Collectors.toSet())));
    }

    private void check(TableSpec<?> spec, Join join) {
        TableSpec<?> other = tables.get(join.table());
        if (other == null) {
            throw new IllegalArgumentException(
                    spec.name() + "." + join.name() + " joins an unknown table: " + join.table());
        }
        if (join.on().length == 0 || join.on().length != join.to().length) {
            throw new IllegalArgumentException(
                    spec.name() + "." + join.name() + " needs the same number of columns on both sides");
        }
        for (int i = 0; i < join.on().length; i++) {
            require(spec, join.on()[i]);
            require(other, join.to()[i]);
        }
    }

    private static void require(TableSpec<?> spec, String column) {
        if (spec.column(column).isEmpty()) {
            throw new IllegalArgumentException(spec.name() + " has no column " + column);
        }
    }

    public Collection<TableSpec<?>> tables() {
        return tables.values();
    }

    public Optional<TableSpec<?>> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** The columns of a table that have an index within one capture. */
    public Set<String> indexed(TableSpec<?> table) {
        return indexed.getOrDefault(table.name(), Set.of());
    }

    /** The target table of a join of this catalogue. */
    public TableSpec<?> target(Join join) {
        return tables.get(join.table());
    }

    /** The table names nearest to a wrong one as {@code "; did you mean …?"}; empty if none is near. */
    public String suggestTable(String wrong) {
        return Nearest.question(wrong, tables.keySet());
    }

    /** The columns and joins of a table nearest to a wrong name as {@code "; did you mean …?"}; empty if none is near. */
    public String suggestIn(TableSpec<?> table, String wrong) {
        List<String> names = new ArrayList<>();
        table.columns().stream().map(ColumnSpec::name).forEach(names::add);
        table.joins().stream().map(Join::name).forEach(names::add);
        return Nearest.question(wrong, names);
    }
}
