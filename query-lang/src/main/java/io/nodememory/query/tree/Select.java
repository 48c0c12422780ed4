package io.nodememory.query.tree;

import java.util.ArrayList;
import java.util.List;

/** A SELECT statement under construction. */
public final class Select {
    /** The FROM entries in the order of their joins; an entry joined to an outer row makes a correlated subquery. */
    public final List<From> from = new ArrayList<>();

    public final List<Predicate> where = new ArrayList<>();
    public final List<Operand> groupBy = new ArrayList<>();
    public final List<Predicate> having = new ArrayList<>();
    public final List<Output> outputs = new ArrayList<>();
    public final List<Sort> order = new ArrayList<>();
    public boolean distinct;
    /** The entry whose capture id and row key are two further columns, for joins from an outer SELECT; or null. */
    public From keysOf;
    /** The maximum number of rows; null for all. */
    public Long limit;

    /** A column of the result. */
    public record Output(String name, Operand operand) {}

    /** An ORDER BY entry; nulls are last. */
    public record Sort(Operand operand, boolean descending) {}

    public static Select of(From root) {
        Select select = new Select();
        select.from.add(root);
        return select;
    }
}
