package io.nodememory.query.resolve;

import io.nodememory.evidence.database.SqlNames;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import io.nodememory.query.tree.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rows of a query under construction, to which operations are applied in order. */
final class Rows {
    final Select select;
    final From root;
    /** The selected columns by name; null for whole rows of a table. */
    Map<String, Operand> outputs;
    /** Whether each row is a group, or the only row of an aggregate. */
    boolean grouped;

    Rows(From root) {
        this(Select.of(root), root);
    }

    /** @param root the entry of {@code select} whose columns are visible */
    Rows(Select select, From root) {
        this.select = select;
        this.root = root;
    }

    /** The table of whole rows; null after a select. */
    TableSpec<?> table() {
        return outputs == null ? root.table() : null;
    }

    /** Whether the result is one row with one column, such as a count. */
    boolean isScalar() {
        return grouped && select.groupBy.isEmpty() && outputs.size() == 1;
    }

    /** The scope of names in the closure of an operation. */
    Scope scope(Scope outer, String parameter) {
        Map<String, Operand> visible = outputs == null ? Map.of() : outputs;
        if (grouped) {
            return new Scope(outer, select, null, parameter, visible, single(outer, parameter));
        }
        return new Scope(outer, select, select.distinct ? null : root, parameter, visible, null);
    }

    /** The scope of an operation that accepts aggregates such as max(…). */
    Scope aggregating(Scope outer, String parameter) {
        Scope scope = scope(outer, parameter);
        Scope single = scope.grouped() != null ? scope.grouped() : single(outer, parameter);
        return new Scope(outer, select, scope.row(), parameter, scope.outputs(), single);
    }

    private Scope single(Scope outer, String parameter) {
        return new Scope(outer, select, root, parameter, Map.of(), null);
    }

    static Operand column(From from, ColumnSpec spec) {
        boolean nullable = spec.nullable() || from.parent() != null;
        return new Operand.Column(from, spec.name(), ValueType.of(spec.kind()), nullable, spec.secret());
    }

    /** All columns of the rows. */
    Map<String, Operand> columns() {
        if (outputs != null) {
            return outputs;
        }
        Map<String, Operand> columns = new LinkedHashMap<>();
        for (ColumnSpec spec : root.table().columns()) {
            columns.put(spec.name(), column(root, spec));
        }
        return columns;
    }

    /** The row key, which increases in the order in which rows were found. */
    Operand rowKey() {
        return new Operand.Column(root, SqlNames.ROW_KEY, ValueType.INTEGER, false, false);
    }

    /**
     * Completes the order, so that the same query always returns the same result: rows that the query leaves equal are
     * ordered as they were found, and groups by their size.
     */
    Rows ordered() {
        if (grouped) {
            if (!select.groupBy.isEmpty()) {
                sort(new Operand.Aggregate(Operand.Aggregate.Calculation.COUNT, null, ValueType.INTEGER), true);
                select.groupBy.forEach(key -> sort(key, false));
            }
        } else if (select.distinct || root.table() == null) {
            outputs.values().stream()
                    .filter(operand ->
                            operand instanceof Operand.Column && !operand.type().isList())
                    .forEach(operand -> sort(operand, false));
        } else {
            sort(rowKey(), false);
        }
        return this;
    }

    private void sort(Operand operand, boolean descending) {
        if (select.order.stream().noneMatch(sort -> sort.operand().equals(operand))) {
            select.order.add(new Select.Sort(operand, descending));
        }
    }

    /** Sets the columns of the SELECT and returns it. */
    Select finish() {
        select.outputs.clear();
        columns().forEach((name, operand) -> select.outputs.add(new Select.Output(name, operand)));
        return select;
    }

    /** Wraps the rows as a subquery of a new SELECT, for an operation that SQL cannot express in this one. */
    Rows wrap(String alias) {
        Map<String, Operand> inner = columns();
        TableSpec<?> table = table();
        finish();
        select.keysOf = table == null ? null : root;
        From from = From.query(alias, table, select);
        Rows outer = new Rows(from);
        Map<String, Operand> outside = new LinkedHashMap<>();
        inner.forEach((name, operand) -> outside.put(
                name, new Operand.Column(from, name, operand.type(), operand.nullable(), operand.secret())));
        for (Select.Sort sort : select.order) {
            for (Map.Entry<String, Operand> entry : inner.entrySet()) {
                if (entry.getValue().equals(sort.operand())) {
                    outer.select.order.add(new Select.Sort(outside.get(entry.getKey()), sort.descending()));
                    break;
                }
            }
        }
        outer.outputs = table == null ? outside : null;
        return outer;
    }
}
