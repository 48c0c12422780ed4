package io.nodememory.query.catalogue;

import io.nodememory.evidence.database.TableIndexes;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.text.Nearest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every name a query may use: tables with their columns and joins, and constants. Made from the tables' own records, it
 * is what queries are checked against and the only place from which an identifier gets into SQL.
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
            throw new IllegalArgumentException(spec.name() + "." + join.name() + " leads to no table: " + join.table());
        }
        if (join.on().length == 0 || join.on().length != join.to().length) {
            throw new IllegalArgumentException(
                    spec.name() + "." + join.name() + " needs as many columns on both sides");
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

    /** The columns by which the database finds a table's rows of one capture. */
    public Set<String> indexed(TableSpec<?> table) {
        return indexed.getOrDefault(table.name(), Set.of());
    }

    /** The table that a join of this catalogue leads to. */
    public TableSpec<?> target(Join join) {
        return tables.get(join.table());
    }

    /** The tables' names nearest to a wrong one, as {@code "; did you mean …?"}, or nothing. */
    public String suggestTable(String wrong) {
        return Nearest.question(wrong, tables.keySet());
    }

    /** A table's columns and joins nearest to a wrong one, as {@code "; did you mean …?"}, or nothing. */
    public String suggestIn(TableSpec<?> table, String wrong) {
        List<String> names = new java.util.ArrayList<>();
        table.columns().stream().map(ColumnSpec::name).forEach(names::add);
        table.joins().stream().map(Join::name).forEach(names::add);
        return Nearest.question(wrong, names);
    }
}
