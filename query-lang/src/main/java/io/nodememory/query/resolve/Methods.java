package io.nodememory.query.resolve;

import io.nodememory.query.catalogue.LanguageWords;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.text.Nearest;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.Select;
import io.nodememory.query.tree.ValueType;
import java.util.HashMap;
import java.util.List;

/** Resolves calls within closures: functions, methods of values and methods of paths to many rows. */
final class Methods {
    private static final List<String> OF_ROWS = LanguageWords.names(LanguageWords.OF_ROWS);
    private static final List<String> OF_TEXT = LanguageWords.names(LanguageWords.OF_TEXT);
    private static final List<String> OF_LISTS = LanguageWords.names(LanguageWords.OF_LISTS);
    private static final List<String> FUNCTIONS = LanguageWords.names(LanguageWords.FUNCTIONS);

    private final Compilation compilation;

    Methods(Compilation compilation) {
        this.compilation = compilation;
    }

    Target call(Syntax.Call call, Scope scope, Leaf leaf) {
        if (call.on() == null) {
            return new Target.Value(function(call, scope));
        } else if (call.name().equals("by") && compilation.targets.isDifference(call.on(), scope)) {
            return new Target.Query(compilation.operations.differenceBy(call, scope));
        }
        Target on = compilation.targets.of(call.on(), scope, leaf);
        if (on instanceof Target.Query query) {
            return compilation.operations.apply(query.rows(), call, scope);
        } else if (on instanceof Target.QueryPath path) {
            return compilation.operations.apply(compilation.operations.only(path, call.on()), call, scope);
        } else if (on instanceof Target.Many many && OF_ROWS.contains(call.name())) {
            return many(call, many, scope);
        } else if (on instanceof Target.Many many && many.column() == null) {
            Select select = new Select();
            From row = Leaf.follow(compilation, select, new HashMap<>(), many);
            return compilation.operations.apply(new Rows(select, row), call, scope);
        }
        return new Target.Value(value(call, compilation.values.operand(call.on(), on, leaf), scope, leaf));
    }

    private Target many(Syntax.Call call, Target.Many many, Scope scope) {
        switch (call.name()) {
            case "distinct" -> {
                if (many.column() == null) {
                    throw compilation.error(call, "distinct() needs a column: " + many.name() + ".….distinct()");
                }
                none(call);
                return many.once();
            }
            case "isEmpty" -> {
                none(call);
                return condition(new Predicate.Not(exists(many)));
            }
            case "any", "every" -> {
                boolean any = call.name().equals("any");
                Predicate found = exists(call, many, scope, !any);
                return condition(any ? found : new Predicate.Not(found));
            }
            default -> {
                if (call.isClosureCall()) {
                    Select select = matching(call, many, scope, false);
                    return new Target.Value(counted(select, null));
                }
                none(call);
                return new Target.Value(count(many));
            }
        }
    }

    private static Target condition(Predicate predicate) {
        return new Target.Value(new Operand.Condition(predicate));
    }

    private Predicate exists(Syntax.Call call, Target.Many many, Scope scope, boolean negated) {
        return new Predicate.Exists(matching(call, many, scope, negated));
    }

    Predicate exists(Target.Many many) {
        Select select = new Select();
        Leaf.follow(compilation, select, new HashMap<>(), many);
        return new Predicate.Exists(select);
    }

    private Select matching(Syntax.Call call, Target.Many many, Scope scope, boolean negated) {
        if (many.column() != null) {
            throw compilation.error(call, "'" + call.name() + " { … }' fits rows, not one of their columns");
        }
        Select select = new Select();
        From row = Leaf.follow(compilation, select, new HashMap<>(), many);
        Syntax.Closure closure = compilation.operations.closure(call);
        Scope inner = new Scope(scope, select, row, closure.parameter(), java.util.Map.of(), null);
        Predicate predicate = compilation.conditions.predicate(compilation.operations.body(closure), inner);
        select.where.add(negated ? new Predicate.Not(predicate) : predicate);
        return select;
    }

    /** The number of rows of a path, or of their distinct values. */
    Operand count(Target.Many many) {
        Select select = new Select();
        From row = Leaf.follow(compilation, select, new HashMap<>(), many);
        return counted(select, many.distinct() ? Rows.column(row, many.column()) : null);
    }

    private static Operand counted(Select select, Operand distinct) {
        Operand.Aggregate.Calculation name =
                distinct == null ? Operand.Aggregate.Calculation.COUNT : Operand.Aggregate.Calculation.COUNT_DISTINCT;
        select.outputs.add(new Select.Output("count", new Operand.Aggregate(name, distinct, ValueType.INTEGER)));
        return new Operand.Scalar(select, ValueType.INTEGER);
    }

    /** The sorted list of the values of a path. */
    Operand listing(Syntax at, Target.Many many) {
        ValueType element = ValueType.of(many.column().kind());
        if (element != ValueType.TEXT && element != ValueType.INTEGER) {
            throw compilation.error(
                    at, "only texts and numbers of '" + many.name() + "' can be listed, this is " + element.words());
        }
        Select select = new Select();
        Operand column = Rows.column(Leaf.follow(compilation, select, new HashMap<>(), many), many.column());
        select.outputs.add(new Select.Output(many.column().name(), column));
        select.order.add(new Select.Sort(column, false));
        select.distinct = many.distinct();
        ValueType type = element == ValueType.TEXT ? ValueType.TEXT_LIST : ValueType.INTEGER_LIST;
        return new Operand.Listing(select, type, column.secret());
    }

    private Operand function(Syntax.Call call, Scope scope) {
        switch (call.name()) {
            case "now", "captured" -> {
                none(call);
                Bind clock = new Bind.Clock(call.name().equals("captured"), 0);
                return new Operand.Value(clock, ValueType.TIME);
            }
            case "date" -> {
                if (one(call) instanceof Syntax.Literal literal && literal.value() instanceof String text) {
                    return compilation.conditions.times.time(literal, text);
                }
                throw compilation.error(one(call), "date('2026-11-24') needs its date in quotes");
            }
            case "count", "min", "max", "sum", "avg" -> {
                return aggregate(call, scope);
            }
            default ->
                throw compilation.error(
                        call, "there is no function '" + call.name() + "'" + Nearest.question(call.name(), FUNCTIONS));
        }
    }

    private Operand aggregate(Syntax.Call call, Scope scope) {
        if (scope == null || scope.grouped() == null) {
            throw compilation.error(call, "'" + call.name() + "(…)' fits only in select, and after by(…)");
        }
        Operand.Aggregate.Calculation name =
                switch (call.name()) {
                    case "min" -> Operand.Aggregate.Calculation.MIN;
                    case "max" -> Operand.Aggregate.Calculation.MAX;
                    case "sum" -> Operand.Aggregate.Calculation.SUM;
                    case "avg" -> Operand.Aggregate.Calculation.AVG;
                    default -> Operand.Aggregate.Calculation.COUNT;
                };
        if (name == Operand.Aggregate.Calculation.COUNT && call.arguments().isEmpty()) {
            return new Operand.Aggregate(name, null, ValueType.INTEGER);
        }
        Operand argument = compilation.values.operand(one(call), scope.grouped(), null);
        ValueType type = argument.type();
        boolean sums = name == Operand.Aggregate.Calculation.SUM || name == Operand.Aggregate.Calculation.AVG;
        if (type.isList() || type == ValueType.BOOLEAN || type == ValueType.NULL || (sums && !type.isNumber())) {
            throw compilation.error(one(call), "'" + call.name() + "(…)' does not fit " + type.words());
        }
        ValueType result =
                switch (name) {
                    case COUNT -> ValueType.INTEGER;
                    case AVG -> ValueType.DECIMAL;
                    default -> type;
                };
        return new Operand.Aggregate(name, argument, result);
    }

    private Operand value(Syntax.Call call, Operand on, Scope scope, Leaf leaf) {
        boolean text = on.type() == ValueType.TEXT;
        if (!text && !on.type().isList()) {
            throw compilation.error(call, on.type().words() + " has no method '" + call.name() + "'");
        } else if (!(text ? OF_TEXT : OF_LISTS).contains(call.name())) {
            throw compilation.error(
                    call,
                    on.type().words() + " has no method '" + call.name() + "'"
                            + Nearest.question(call.name(), text ? OF_TEXT : OF_LISTS));
        }
        return switch (call.name()) {
            case "size", "length" -> none(call, size(on));
            case "isEmpty" -> none(call, new Operand.Condition(new Predicate.Not(Conditions.truth(on))));
            case "trim" -> none(call, function(Operand.Function.Name.TRIM, on));
            case "toLowerCase" -> none(call, function(Operand.Function.Name.LOWER, on));
            case "toUpperCase" -> none(call, function(Operand.Function.Name.UPPER, on));
            default -> {
                Operand argument = compilation.values.operand(one(call), scope, leaf);
                if (!text) {
                    yield new Operand.Condition(compilation.conditions.has(one(call), on, argument));
                } else if (argument.type() != ValueType.TEXT) {
                    throw compilation.error(
                            one(call),
                            "text belongs here, this is " + argument.type().words());
                }
                yield new Operand.Condition(part(call.name(), on, argument));
            }
        };
    }

    private static Operand size(Operand on) {
        return function(on.type().isList() ? Operand.Function.Name.CARDINALITY : Operand.Function.Name.CHAR_LENGTH, on);
    }

    private static Operand function(Operand.Function.Name name, Operand on) {
        boolean number = name == Operand.Function.Name.CARDINALITY || name == Operand.Function.Name.CHAR_LENGTH;
        return new Operand.Function(name, List.of(on), number ? ValueType.INTEGER : ValueType.TEXT);
    }

    private static Predicate part(String method, Operand text, Operand part) {
        if (method.equals("equalsIgnoreCase")) {
            return new Predicate.Equal(
                    function(Operand.Function.Name.LOWER, text), function(Operand.Function.Name.LOWER, part));
        }
        boolean literal = part instanceof Operand.Value value && value.bind() instanceof Bind.Literal;
        if (literal) {
            String escaped = Patterns.like((String) ((Bind.Literal) ((Operand.Value) part).bind()).value());
            return new Predicate.Like(
                    text, (method.equals("startsWith") ? "" : "%") + escaped + (method.equals("endsWith") ? "" : "%"));
        }
        Predicate.Part.Where where =
                switch (method) {
                    case "startsWith" -> Predicate.Part.Where.START;
                    case "endsWith" -> Predicate.Part.Where.END;
                    default -> Predicate.Part.Where.ANYWHERE;
                };
        return new Predicate.Part(where, text, part);
    }

    Syntax one(Syntax.Call call) {
        if (call.arguments().size() != 1 || !call.named().isEmpty()) {
            throw compilation.error(call, "'" + call.name() + "(…)' takes one argument");
        }
        return call.arguments().get(0);
    }

    void none(Syntax.Call call) {
        if (!call.arguments().isEmpty() || !call.named().isEmpty()) {
            throw compilation.error(call, "'" + call.name() + "()' takes no argument");
        }
    }

    private Operand none(Syntax.Call call, Operand result) {
        none(call);
        return result;
    }

    /** The error for a property of a target that is no row. */
    QueryException property(Syntax.Property property, Target of) {
        String what = "this";
        if (of instanceof Target.Value value) {
            what = value.operand().type().words();
        } else if (of instanceof Target.Values || of instanceof Target.Many) {
            what = "a list";
        }
        return compilation.error(property, what + " has no '." + property.name() + "'");
    }
}
