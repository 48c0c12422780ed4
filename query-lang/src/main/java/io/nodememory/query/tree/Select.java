package io.nodememory.query.tree;

import java.util.ArrayList;
import java.util.List;

/** One SELECT while it is being put together. */
public final class Select {
    /** Each after those it is joined to; one that is joined to a row outside is correlated with it. */
    public final List<From> from = new ArrayList<>();

    public final List<Predicate> where = new ArrayList<>();
    public final List<Operand> groupBy = new ArrayList<>();
    public final List<Predicate> having = new ArrayList<>();
    public final List<Output> outputs = new ArrayList<>();
    public final List<Sort> order = new ArrayList<>();
    public boolean distinct;
    /** The row whose capture's id and own key are two more columns, for joins from outside; or null. */
    public From keysOf;
    /** At most so many rows; null for all. */
    public Long limit;

    /** A column of the result. */
    public record Output(String name, Operand operand) {}

    /** A part of ORDER BY; nulls come last. */
    public record Sort(Operand operand, boolean descending) {}

    public static Select of(From root) {
        Select select = new Select();
        select.from.add(root);
        return select;
    }
}
