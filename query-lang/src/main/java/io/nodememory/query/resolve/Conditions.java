package io.nodememory.query.resolve;

import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Resolves expressions as conditions. */
final class Conditions {
    private final Compilation compilation;
    final Times times;
    private final Comparisons comparisons;

    Conditions(Compilation compilation) {
        this.compilation = compilation;
        this.times = new Times(compilation);
        this.comparisons = new Comparisons(compilation, times);
    }

    Predicate predicate(Syntax syntax, Scope scope) {
        if (syntax instanceof Syntax.Not not) {
            return new Predicate.Not(predicate(not.operand(), scope));
        } else if (syntax instanceof Syntax.Binary binary) {
            return binary(binary, scope);
        } else if (syntax instanceof Syntax.Ternary t) {
            Predicate condition = predicate(t.condition(), scope);
            return new Predicate.Any(List.of(
                    new Predicate.All(List.of(condition, predicate(t.yes(), scope))),
                    new Predicate.All(List.of(new Predicate.Not(condition), predicate(t.no(), scope)))));
        } else if (syntax instanceof Syntax.Literal literal && literal.value() instanceof Boolean value) {
            return new Predicate.Constant(value);
        } else if (syntax instanceof Syntax.Closure) {
            throw compilation.error(syntax, "a condition belongs here, not { … }");
        }
        return truth(syntax, scope);
    }

    private Predicate binary(Syntax.Binary binary, Scope scope) {
        switch (binary.operator()) {
            case "&&", "||" -> {
                List<Predicate> parts = new ArrayList<>();
                flatten(binary, binary.operator(), scope, parts);
                return binary.operator().equals("&&") ? new Predicate.All(parts) : new Predicate.Any(parts);
            }
            case "==", "!=" -> {
                return equal(binary, scope);
            }
            case "<", "<=", ">", ">=" -> {
                Leaf leaf = new Leaf(compilation);
                Operand left = compilation.values.operand(binary.left(), scope, leaf);
                Operand right = compilation.values.operand(binary.right(), scope, leaf);
                return leaf.wrap(comparisons.order(binary, left, right));
            }
            case "=~", "==~" -> {
                return matches(binary, scope);
            }
            case "in" -> {
                return in(binary, scope);
            }
            case "+", "-", "*", "/", "%", "&", "|" -> {
                return truth(binary, scope);
            }
            case "=" -> throw compilation.error(binary, "'=' assigns, and nothing can be assigned here; write ==");
            default ->
                throw compilation.error(binary, "the operator '" + binary.operator() + "' is not part of the language");
        }
    }

    private void flatten(Syntax syntax, String operator, Scope scope, List<Predicate> parts) {
        if (syntax instanceof Syntax.Binary binary && binary.operator().equals(operator)) {
            flatten(binary.left(), operator, scope, parts);
            flatten(binary.right(), operator, scope, parts);
        } else {
            parts.add(predicate(syntax, scope));
        }
    }

    /** {@code ==} and {@code !=}. For a path to many rows each holds if any of the rows is (not) equal. */
    private Predicate equal(Syntax.Binary binary, Scope scope) {
        boolean negated = binary.operator().equals("!=");
        Leaf leaf = new Leaf(compilation);
        if (isNull(binary.left()) || isNull(binary.right())) {
            Syntax side = isNull(binary.left()) ? binary.right() : binary.left();
            Target target = compilation.targets.of(side, scope, leaf);
            Predicate there = presence(target);
            if (there != null) {
                return negated ? there : new Predicate.Not(there);
            }
            Predicate isNull =
                    comparisons.equal(binary, compilation.values.operand(side, target, leaf), new Operand.Null());
            return leaf.wrap(negated ? new Predicate.Not(isNull) : isNull);
        }
        Operand left = compilation.values.operand(binary.left(), scope, leaf);
        Operand right = compilation.values.operand(binary.right(), scope, leaf);
        Predicate equal = comparisons.equal(binary, left, right);
        return leaf.wrap(negated ? new Predicate.Not(equal) : equal);
    }

    private static boolean isNull(Syntax syntax) {
        return syntax instanceof Syntax.Literal literal && literal.value() == null;
    }

    /** The condition that the rows of a path exist; null if the path leads to a value. */
    private Predicate presence(Target target) {
        if (target instanceof Target.Row row) {
            return new Predicate.Present(row.row());
        } else if (target instanceof Target.Many many && many.column() == null) {
            return compilation.methods.exists(many);
        } else if (target instanceof Target.Query query && !query.rows().isScalar()) {
            return compilation.operations.exists(query.rows());
        }
        return null;
    }

    private Predicate truth(Syntax syntax, Scope scope) {
        Leaf leaf = new Leaf(compilation);
        Target target = compilation.targets.of(syntax, scope, leaf);
        Predicate presence = presence(target);
        return presence != null ? presence : leaf.wrap(truth(compilation.values.operand(syntax, target, leaf)));
    }

    static Predicate truth(Operand operand) {
        if (operand instanceof Operand.Condition condition) {
            return condition.predicate();
        } else if (operand instanceof Operand.Null) {
            return new Predicate.Constant(false);
        } else if (operand.type().isList()) {
            return new Predicate.Truth(
                    new Operand.Function(Operand.Function.Name.CARDINALITY, List.of(operand), ValueType.INTEGER));
        }
        return new Predicate.Truth(operand);
    }

    private Predicate matches(Syntax.Binary binary, Scope scope) {
        Leaf leaf = new Leaf(compilation);
        Operand left = compilation.values.operand(binary.left(), scope, leaf);
        if (left.type() != ValueType.TEXT) {
            throw compilation.error(
                    binary.left(),
                    "'" + binary.operator() + "' needs text, this is "
                            + left.type().words());
        }
        if (!(binary.right() instanceof Syntax.Literal literal && literal.value() instanceof String written)) {
            throw compilation.error(binary.right(), "a pattern belongs here: /…/ or '…'");
        }
        boolean whole = binary.operator().equals("==~");
        String pattern = whole ? written : Patterns.trim(written);
        String why = RegexCheck.refusal(pattern);
        if (why != null) {
            throw compilation.error(binary.right(), why);
        }
        return leaf.wrap(Patterns.predicate(left, pattern, whole));
    }

    private Predicate in(Syntax.Binary binary, Scope scope) {
        Leaf leaf = new Leaf(compilation);
        Syntax right = binary.right();
        Operand left = compilation.values.operand(binary.left(), scope, leaf);
        if (right instanceof Syntax.Items items) {
            List<Operand> operands = new ArrayList<>();
            items.items().forEach(item -> operands.add(compilation.values.operand(item, scope, leaf)));
            return leaf.wrap(comparisons.in(binary, left, operands));
        } else if (right instanceof Syntax.Range range) {
            return leaf.wrap(comparisons.between(
                    binary,
                    left,
                    compilation.values.operand(range.from(), scope, leaf),
                    compilation.values.operand(range.to(), scope, leaf),
                    range.inclusive()));
        } else if (right instanceof Syntax.Literal) {
            throw compilation.error(right, "'in' needs a list, a range or a query; for text use .contains('…')");
        }
        Target target = compilation.targets.of(right, scope, leaf);
        if (target instanceof Target.Values values) {
            return leaf.wrap(comparisons.in(binary, left, values.items()));
        } else if (target instanceof Target.Query query) {
            return leaf.wrap(inQuery(binary, left, query.rows()));
        } else if (target instanceof Target.QueryPath path) {
            return leaf.wrap(inQuery(binary, left, compilation.operations.only(path, right)));
        }
        Operand list = compilation.values.operand(right, target, leaf);
        if (target instanceof Target.Many) {
            return leaf.wrap(
                    list.type().isList() ? comparisons.has(binary, list, left) : comparisons.equal(binary, left, list));
        }
        return leaf.wrap(comparisons.has(binary, list, left));
    }

    /** {@code list.contains(element)}. */
    Predicate has(Syntax elementAt, Operand list, Operand element) {
        return comparisons.has(elementAt, list, element);
    }

    private Predicate inQuery(Syntax.Binary binary, Operand left, Rows rows) {
        if (rows.outputs == null || rows.outputs.size() != 1) {
            throw compilation.error(binary.right(), "this query must give one column: name it after a dot");
        }
        Operand only = rows.outputs.values().iterator().next();
        // The database compares; this call only checks that both sides have one type.
        comparisons.equal(binary, left, only);
        return new Predicate.InQuery(left, rows.finish());
    }
}
