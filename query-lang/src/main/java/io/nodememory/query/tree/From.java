package io.nodememory.query.tree;

import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An entry of a FROM clause: a table of one capture, a table joined to another entry, or a subquery. */
public final class From {
    private final String alias;
    private final TableSpec<?> table;
    private final Set<String> indexed;
    private final Select derived;
    private final boolean baseline;
    private final From parent;
    private final Join join;
    private final Map<String, From> joins = new LinkedHashMap<>();

    private From(
            String alias,
            TableSpec<?> table,
            Set<String> indexed,
            Select derived,
            boolean baseline,
            From parent,
            Join join) {
        this.alias = alias;
        this.table = table;
        this.indexed = indexed;
        this.derived = derived;
        this.baseline = baseline;
        this.parent = parent;
        this.join = join;
    }

    /** @param indexed the columns with an index within one capture */
    public static From table(String alias, TableSpec<?> table, Set<String> indexed, boolean baseline) {
        return new From(alias, table, indexed, null, baseline, null, null);
    }

    /** @param table whose whole rows the subquery returns, or null */
    public static From query(String alias, TableSpec<?> table, Select derived) {
        return new From(alias, table, Set.of(), derived, false, null, null);
    }

    public static From joined(String alias, TableSpec<?> table, From parent, Join join) {
        return new From(alias, table, Set.of(), null, parent.baseline, parent, join);
    }

    public String alias() {
        return alias;
    }

    /** Null for a subquery that returns no whole rows of a table. */
    public TableSpec<?> table() {
        return table;
    }

    /** Whether the column has an index within one capture. */
    public boolean isIndexed(String column) {
        return indexed.contains(column);
    }

    /** The subquery, or null. */
    public Select derived() {
        return derived;
    }

    public boolean baseline() {
        return baseline;
    }

    /** The entry that this one is joined to, or null. */
    public From parent() {
        return parent;
    }

    /** The join to the parent, or null. */
    public Join join() {
        return join;
    }

    /** The entries joined to this one, by the name of the join; each path has one entry. */
    public Map<String, From> joins() {
        return joins;
    }
}
