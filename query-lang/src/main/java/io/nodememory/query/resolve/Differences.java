package io.nodememory.query.resolve;

import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Resolves the difference between two captures. */
final class Differences {
    private final Compilation compilation;

    Differences(Compilation compilation) {
        this.compilation = compilation;
    }

    /** {@code tasks - baseline.tasks}, compared by the identity columns of a row or by the selected columns. */
    Rows of(Syntax.Binary minus, Scope scope) {
        Rows left = rows(minus.left(), scope);
        return subtract(minus, left, rows(minus.right(), scope), identity(minus, left));
    }

    /** {@code (tasks - baseline.tasks).by(name, exe)}. */
    Rows of(Syntax.Binary minus, Scope scope, List<Syntax.Entry> keys) {
        List<Syntax> values = keys.stream().map(Syntax.Entry::value).toList();
        return subtract(minus, rows(minus.left(), scope), rows(minus.right(), scope), values);
    }

    /** {@code modules.added(since: baseline)}. */
    Rows since(Rows rows, Syntax.Call call) {
        boolean baseline = call.arguments().isEmpty()
                && call.named().size() == 1
                && call.named().get(0).name().equals("since")
                && call.named().get(0).value() instanceof Syntax.Name name
                && name.name().equals("baseline");
        if (!baseline) {
            throw compilation.error(call, "write " + call.name() + "(since: baseline)");
        }
        compilation.operations.table(rows, call);
        if (rows.root.baseline()) {
            throw compilation.error(call, "the baseline's own rows cannot be compared with it");
        }
        boolean removed = call.name().equals("removed");
        boolean filtered = !rows.select.where.isEmpty() || rows.select.limit != null || rows.root.derived() != null;
        if (removed && filtered) {
            throw compilation.error(call, "removed(since: baseline) comes before where and limit");
        }
        Rows other = compilation.targets.rows(rows.root.table(), true);
        List<Syntax> keys = identity(call, rows);
        return removed ? subtract(call, other, rows, keys) : subtract(call, rows, other, keys);
    }

    private Rows rows(Syntax syntax, Scope scope) {
        Target target = compilation.targets.of(syntax, scope, null);
        if (target instanceof Target.Query query) {
            return query.rows();
        } else if (target instanceof Target.QueryPath path) {
            return compilation.operations.only(path, syntax);
        }
        throw compilation.error(syntax, "only a query can be on either side of this '-'");
    }

    private List<Syntax> identity(Syntax at, Rows rows) {
        List<String> names = rows.outputs != null
                ? List.copyOf(rows.outputs.keySet())
                : rows.table().identity();
        if (names.isEmpty()) {
            throw compilation.error(
                    at,
                    "rows of " + rows.table().name() + " have no identity across captures; "
                            + "say what to compare: (a - b).by(…)");
        }
        return names.stream()
                .map(name -> (Syntax) new Syntax.Name(at.at(), name))
                .toList();
    }

    private Rows subtract(Syntax at, Rows leftRows, Rows rightRows, List<Syntax> keys) {
        Rows left = isPlain(leftRows) ? leftRows : compilation.operations.wrap(leftRows);
        Rows right = isPlain(rightRows) ? rightRows : compilation.operations.wrap(rightRows);
        List<Operand> values = new ArrayList<>();
        Scope leftScope = left.scope(null, null);
        Scope rightScope = right.scope(null, null);
        right.outputs = new LinkedHashMap<>();
        for (Syntax key : keys) {
            Operand ours = compilation.values.operand(key, leftScope, null);
            Operand theirs = compilation.values.operand(key, rightScope, null);
            if (ours.type() != theirs.type()) {
                throw compilation.error(at, "the two sides have different columns");
            }
            boolean plain = !ours.nullable() && !theirs.nullable();
            values.add(plain ? ours : key(ours));
            right.outputs.put("key" + values.size(), plain ? theirs : key(theirs));
        }
        right.select.order.clear();
        // One subquery for all rows, which a database can hash, in place of one for each row.
        left.select.where.add(new Predicate.Not(new Predicate.InRows(List.copyOf(values), right.finish())));
        return left;
    }

    private static Operand key(Operand operand) {
        return new Operand.Function(Operand.Function.Name.KEY, List.of(operand), ValueType.TEXT);
    }

    private static boolean isPlain(Rows rows) {
        return !rows.grouped && !rows.select.distinct && rows.select.limit == null;
    }
}
