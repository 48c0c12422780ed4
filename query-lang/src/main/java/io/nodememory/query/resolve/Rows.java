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

/** The rows of a query so far, while operations are applied to it one after the other. */
final class Rows {
    final Select select;
    final From root;
    /** Named columns; null for whole rows of a table. */
    Map<String, Operand> outputs;
    /** Whether a row is a group, or the only row of an aggregate. */
    boolean grouped;

    Rows(From root) {
        this(Select.of(root), root);
    }

    /** @param root the row of {@code select} that is meant */
    Rows(Select select, From root) {
        this.select = select;
        this.root = root;
    }

    /** The rows' table while they are whole rows, else null. */
    TableSpec<?> table() {
        return outputs == null ? root.table() : null;
    }

    /** Whether this is one row of one column, such as a count. */
    boolean isScalar() {
        return grouped && select.groupBy.isEmpty() && outputs.size() == 1;
    }

    /** What names mean in the closure of an operation. */
    Scope scope(Scope outer, String parameter) {
        Map<String, Operand> visible = outputs == null ? Map.of() : outputs;
        if (grouped) {
            return new Scope(outer, select, null, parameter, visible, single(outer, parameter));
        }
        return new Scope(outer, select, select.distinct ? null : root, parameter, visible, null);
    }

    /** The scope of an operation in which max(…) and its like may stand. */
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

    /** The number of the row within its table, which is the order it was found in. */
    Operand rowKey() {
        return new Operand.Column(root, SqlNames.ROW_KEY, ValueType.INTEGER, false, false);
    }

    /**
     * Gives rows the order in which they were found, and groups that of their size: as the whole order, or among those that
     * the query's own order leaves equal, so that the same query always gives the same.
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

    /** Sets the columns of the SELECT. */
    Select finish() {
        select.outputs.clear();
        columns().forEach((name, operand) -> select.outputs.add(new Select.Output(name, operand)));
        return select;
    }

    /** These rows as the table of a new SELECT, for an operation that SQL has no place for in this one. */
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
