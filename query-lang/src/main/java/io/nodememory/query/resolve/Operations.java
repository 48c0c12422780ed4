package io.nodememory.query.resolve;

import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.LanguageWords;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.text.Nearest;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.Select;
import io.nodememory.query.tree.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves the operations of queries: {@code tasks.where { … }.select { … }}. */
final class Operations {
    private static final List<String> NAMES = LanguageWords.names(LanguageWords.OPERATIONS);

    private final Compilation compilation;
    private final Differences differences;

    Operations(Compilation compilation) {
        this.compilation = compilation;
        this.differences = new Differences(compilation);
    }

    Target apply(Rows rows, Syntax.Call call, Scope scope) {
        return switch (call.name()) {
            case "where" -> query(where(rows, closure(call), scope));
            case "select" -> query(select(rows, call, scope));
            case "orderBy" -> query(orderBy(rows, call, scope));
            case "limit" -> query(limit(rows, call));
            case "distinct" -> query(distinct(rows, call));
            case "by" -> query(by(rows, call, scope));
            case "count", "size" -> query(count(call.isClosureCall() ? where(rows, closure(call), scope) : rows, call));
            case "added", "removed" -> query(differences.since(rows, call));
            case "isEmpty" -> {
                compilation.methods.none(call);
                yield condition(new Predicate.Not(exists(rows)));
            }
            case "any" -> condition(exists(call.arguments().isEmpty() ? rows : where(rows, closure(call), scope)));
            case "every" -> condition(new Predicate.Not(exists(filter(rows, closure(call), scope, true))));
            default ->
                throw compilation.error(
                        call, "there is no operation '" + call.name() + "'" + Nearest.question(call.name(), NAMES));
        };
    }

    private static Target query(Rows rows) {
        return new Target.Query(rows);
    }

    private static Target condition(Predicate predicate) {
        return new Target.Value(new Operand.Condition(predicate));
    }

    Rows difference(Syntax.Binary minus, Scope scope) {
        return differences.of(minus, scope);
    }

    /** {@code (tasks - baseline.tasks).by(name, exe)}: the new values of these columns, with their counts. */
    Rows differenceBy(Syntax.Call call, Scope scope) {
        Rows rows = differences.of((Syntax.Binary) call.on(), scope, columns(call));
        return by(rows, call, scope);
    }

    private Rows where(Rows rows, Syntax.Closure closure, Scope scope) {
        return filter(rows, closure, scope, false);
    }

    private Rows filter(Rows before, Syntax.Closure closure, Scope scope, boolean negated) {
        Rows rows = before.select.limit != null || before.select.distinct ? wrap(before) : before;
        Predicate predicate = compilation.conditions.predicate(body(closure), rows.scope(scope, closure.parameter()));
        (rows.grouped ? rows.select.having : rows.select.where).add(negated ? new Predicate.Not(predicate) : predicate);
        return rows;
    }

    Rows wrap(Rows rows) {
        return rows.wrap(compilation.alias());
    }

    private Rows select(Rows before, Syntax.Call call, Scope scope) {
        Rows rows = before.select.distinct ? wrap(before) : before;
        Map<String, Operand> outputs = new LinkedHashMap<>();
        Scope inner = rows.aggregating(scope, parameter(call));
        for (Syntax.Entry column : columns(call)) {
            add(outputs, column, compilation.values.operand(column.value(), inner, null));
        }
        boolean aggregates = outputs.values().stream().anyMatch(Operations::aggregates);
        if (aggregates && !rows.grouped) {
            if (!outputs.values().stream().allMatch(Operations::aggregates)) {
                throw compilation.error(call, "columns beside aggregates such as max(…) need by(…) before select");
            } else if (rows.select.limit != null) {
                throw compilation.error(call, "aggregates such as max(…) must come before limit");
            }
            rows.grouped = true;
            rows.select.order.clear();
        }
        rows.outputs = outputs;
        return rows;
    }

    private void add(Map<String, Operand> outputs, Syntax.Entry column, Operand operand) {
        String name = column.name();
        for (int i = 2; outputs.containsKey(name); i++) {
            name = column.name() + "_" + i;
        }
        outputs.put(name, operand);
    }

    private static boolean aggregates(Operand operand) {
        return operand instanceof Operand.Aggregate || operand.parts().stream().anyMatch(Operations::aggregates);
    }

    private Rows orderBy(Rows before, Syntax.Call call, Scope scope) {
        Rows rows = before.select.limit != null ? wrap(before) : before;
        Scope inner = rows.scope(scope, parameter(call));
        List<Select.Sort> order = new ArrayList<>();
        for (Syntax.Entry column : columns(call)) {
            Syntax value = column.value();
            boolean descending = value instanceof Syntax.Minus || isCall(value, "desc");
            if (value instanceof Syntax.Minus minus) {
                value = minus.operand();
            } else if (descending || isCall(value, "asc")) {
                value = compilation.methods.one((Syntax.Call) value);
            }
            Operand operand = compilation.values.operand(value, inner, null);
            if (operand.type().isList() || operand.type() == ValueType.NULL) {
                throw compilation.error(value, operand.type().words() + " has no order");
            } else if (rows.select.distinct && !rows.outputs.containsValue(operand)) {
                throw compilation.error(value, "after distinct() only the selected columns can be ordered by");
            }
            order.add(new Select.Sort(operand, descending));
        }
        rows.select.order.addAll(0, order);
        return rows;
    }

    private static boolean isCall(Syntax syntax, String name) {
        return syntax instanceof Syntax.Call call
                && call.on() == null
                && call.name().equals(name);
    }

    private Rows limit(Rows rows, Syntax.Call call) {
        if (!(compilation.methods.one(call) instanceof Syntax.Literal literal
                && literal.value() instanceof Long number
                && number >= 0)) {
            throw compilation.error(call, "limit(n) needs a number");
        }
        rows.select.limit = rows.select.limit == null ? number : Math.min(number, rows.select.limit);
        return rows.ordered();
    }

    private Rows distinct(Rows before, Syntax.Call call) {
        compilation.methods.none(call);
        if (before.outputs == null) {
            // Whole rows are distinct already, because their addresses differ.
            return before;
        }
        Rows rows = before.select.limit != null ? wrap(before) : before;
        rows.select.distinct = true;
        rows.select.order.removeIf(sort -> !rows.outputs.containsValue(sort.operand()));
        return rows;
    }

    private Rows count(Rows before, Syntax.Call call) {
        if (!call.isClosureCall()) {
            compilation.methods.none(call);
        }
        boolean plain = !before.grouped && !before.select.distinct && before.select.limit == null;
        Rows rows = plain ? before : wrap(before);
        rows.select.order.clear();
        rows.outputs =
                Map.of("count", new Operand.Aggregate(Operand.Aggregate.Calculation.COUNT, null, ValueType.INTEGER));
        rows.grouped = true;
        return rows;
    }

    private Rows by(Rows before, Syntax.Call call, Scope scope) {
        boolean plain = !before.grouped && !before.select.distinct && before.select.limit == null;
        Rows rows = plain ? before : wrap(before);
        Map<String, Operand> keys = new LinkedHashMap<>();
        Scope inner = rows.scope(scope, parameter(call));
        for (Syntax.Entry column : columns(call)) {
            Operand key = compilation.values.operand(column.value(), inner, null);
            if (key.type().isList() || key.type() == ValueType.NULL) {
                throw compilation.error(
                        column.value(),
                        "rows cannot be grouped by " + key.type().words());
            }
            add(keys, column, key);
        }
        if (!keys.values().stream().allMatch(key -> key instanceof Operand.Column)) {
            // A database regards a parameter in GROUP BY and the same parameter in SELECT as two expressions.
            rows.outputs = keys;
            rows = wrap(rows);
            keys = rows.outputs;
        }
        rows.select.groupBy.addAll(keys.values());
        rows.select.order.clear();
        rows.outputs = new LinkedHashMap<>(keys);
        Operand count = new Operand.Aggregate(Operand.Aggregate.Calculation.COUNT, null, ValueType.INTEGER);
        add(rows.outputs, new Syntax.Entry(call.at(), "count", call), count);
        rows.grouped = true;
        return rows;
    }

    Predicate exists(Rows before) {
        Rows rows = before.grouped || before.select.limit != null ? wrap(before) : before;
        rows.select.outputs.clear();
        rows.select.order.clear();
        return new Predicate.Exists(rows.select);
    }

    /** The rows with the only column of a path. */
    Rows only(Target.QueryPath path, Syntax at) {
        Operand column = compilation.values.operand(at, path.inner(), null);
        path.rows().outputs = new LinkedHashMap<>(Map.of(((Syntax.Property) at).name(), column));
        return path.rows();
    }

    Syntax.Closure closure(Syntax.Call call) {
        if (!call.isClosureCall()) {
            throw compilation.error(call, "'" + call.name() + "' needs a condition: " + call.name() + " { … }");
        }
        return (Syntax.Closure) call.arguments().get(0);
    }

    Syntax body(Syntax.Closure closure) {
        if (closure.statements().size() != 1) {
            throw compilation.error(
                    closure.statements().isEmpty()
                            ? closure
                            : closure.statements().get(1),
                    closure.statements().isEmpty()
                            ? "{ } is empty; an expression belongs here"
                            : "{ … } takes one expression; join conditions with && or ||");
        }
        return closure.statements().get(0);
    }

    private static String parameter(Syntax.Call call) {
        return call.isClosureCall() ? ((Syntax.Closure) call.arguments().get(0)).parameter() : null;
    }

    /** The named expressions of {@code f(a, b)}, {@code f { [a, b] }} and {@code f { [x: a, y: b] }}. */
    List<Syntax.Entry> columns(Syntax.Call call) {
        List<Syntax.Entry> columns = new ArrayList<>(call.named());
        for (Syntax argument : call.arguments()) {
            Syntax value = call.isClosureCall() ? body((Syntax.Closure) argument) : argument;
            if (value instanceof Syntax.Entries entries) {
                columns.addAll(entries.entries());
            } else {
                List<Syntax> items = value instanceof Syntax.Items list ? list.items() : List.of(value);
                items.forEach(item -> columns.add(new Syntax.Entry(item.at(), Label.of(item), item)));
            }
        }
        if (columns.isEmpty()) {
            throw compilation.error(call, "'" + call.name() + "' needs at least one column");
        }
        // Groovy moves named arguments to the front.
        columns.sort(Comparator.comparingInt(Syntax.Entry::at));
        return columns;
    }

    /** The table of the rows; an error if they are no longer whole rows. */
    TableSpec<?> table(Rows rows, Syntax at) {
        if (rows.table() == null) {
            throw compilation.error(at, "this needs whole rows of a table, so it comes before select and by");
        }
        return rows.table();
    }
}
