package io.nodememory.query.resolve;

import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Resolves expressions as values. */
final class Operands {
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("second", 1L),
            Map.entry("seconds", 1L),
            Map.entry("minute", 60L),
            Map.entry("minutes", 60L),
            Map.entry("hour", 3600L),
            Map.entry("hours", 3600L),
            Map.entry("day", 86_400L),
            Map.entry("days", 86_400L),
            Map.entry("week", 604_800L),
            Map.entry("weeks", 604_800L));

    private final Compilation compilation;

    Operands(Compilation compilation) {
        this.compilation = compilation;
    }

    /**
     * Resolves the value of an expression.
     *
     * @param leaf the comparison that contains the expression; null if a path to many rows is a list here
     */
    Operand operand(Syntax syntax, Scope scope, Leaf leaf) {
        if (syntax instanceof Syntax.Literal literal) {
            return literal.value() == null ? new Operand.Null() : literal(literal.value());
        } else if (syntax instanceof Syntax.Name
                || syntax instanceof Syntax.Property
                || syntax instanceof Syntax.Call) {
            return operand(syntax, compilation.targets.of(syntax, scope, leaf), leaf);
        } else if (syntax instanceof Syntax.Binary binary) {
            return binary(binary, scope, leaf);
        } else if (syntax instanceof Syntax.Not) {
            return new Operand.Condition(compilation.conditions.predicate(syntax, scope));
        } else if (syntax instanceof Syntax.Minus minus) {
            Operand operand = number(minus.operand(), scope, leaf, "-");
            return new Operand.Arithmetic('-', literal(0L), operand, operand.type());
        } else if (syntax instanceof Syntax.Ternary ternary) {
            return choice(ternary, scope, leaf);
        } else if (syntax instanceof Syntax.Items) {
            throw compilation.error(syntax, "a list fits only after 'in' and in select, orderBy and by");
        }
        throw compilation.error(syntax, "write a value here");
    }

    /** The value of a target. */
    Operand operand(Syntax syntax, Target target, Leaf leaf) {
        if (target instanceof Target.Value value) {
            return value.operand();
        } else if (target instanceof Target.Row row) {
            throw compilation.error(
                    syntax,
                    "this is a row of " + row.row().table().name() + "; name one of its columns, such as ."
                            + row.row().table().columns().get(0).name());
        } else if (target instanceof Target.Many many) {
            if (many.column() == null) {
                throw compilation.error(
                        syntax,
                        "'" + many.name() + "' stands for several rows; name one of their columns, or use .size()");
            }
            return many.distinct()
                    ? compilation.methods.count(many)
                    : leaf == null ? compilation.methods.listing(syntax, many) : leaf.column(many);
        } else if (target instanceof Target.Query query && query.rows().isScalar()) {
            Operand only = query.rows().outputs.values().iterator().next();
            return new Operand.Scalar(query.rows().finish(), only.type());
        } else if (target instanceof Target.Query || target instanceof Target.QueryPath) {
            throw compilation.error(syntax, "a query returns many values; use it after 'in', or use .count()");
        } else if (target instanceof Target.Values) {
            throw compilation.error(syntax, "a list fits only after 'in'");
        }
        throw compilation.error(syntax, "'baseline' needs a table: baseline.tasks");
    }

    static Operand literal(Object value) {
        if (value instanceof BigInteger address) {
            return new Operand.Value(new Bind.Literal(address.longValue()), ValueType.ADDRESS);
        } else if (value instanceof Double || value instanceof Float) {
            return literal(new BigDecimal(value.toString()));
        } else if (value instanceof Integer number) {
            return literal(number.longValue());
        }
        ValueType type = value instanceof Long
                ? ValueType.INTEGER
                : value instanceof BigDecimal
                        ? ValueType.DECIMAL
                        : value instanceof Boolean ? ValueType.BOOLEAN : ValueType.TEXT;
        return new Operand.Value(new Bind.Literal(value), type);
    }

    /** {@code 10.minutes}. */
    Operand duration(Syntax.Property property, long number) {
        Long unit = UNITS.get(property.name());
        if (unit == null) {
            throw compilation.error(property, "durations are written 10.seconds, .minutes, .hours, .days or .weeks");
        }
        try {
            return new Operand.Value(new Bind.Literal(Math.multiplyExact(number, unit)), ValueType.DURATION);
        } catch (ArithmeticException e) {
            throw compilation.error(property, "this duration is too long");
        }
    }

    private Operand binary(Syntax.Binary binary, Scope scope, Leaf leaf) {
        return switch (binary.operator()) {
            case "+", "-", "*", "/", "%" -> arithmetic(binary, scope, leaf);
            case "&", "|" -> {
                Operand left = number(binary.left(), scope, leaf, binary.operator());
                Operand right = number(binary.right(), scope, leaf, binary.operator());
                Operand.Function.Name name =
                        binary.operator().equals("&") ? Operand.Function.Name.BIT_AND : Operand.Function.Name.BIT_OR;
                boolean address = left.type() == ValueType.ADDRESS || right.type() == ValueType.ADDRESS;
                yield new Operand.Function(name, List.of(left, right), address ? ValueType.ADDRESS : ValueType.INTEGER);
            }
            default -> new Operand.Condition(compilation.conditions.predicate(binary, scope));
        };
    }

    private Operand number(Syntax syntax, Scope scope, Leaf leaf, String operator) {
        Operand operand = operand(syntax, scope, leaf);
        if (operand.type() == ValueType.BOOLEAN && (operator.equals("&") || operator.equals("|"))) {
            throw compilation.error(
                    syntax,
                    "'" + operator + "' is for bits of numbers; write '" + operator + operator
                            + "', or (flags & 2) == 0 with brackets");
        } else if (!operand.type().isNumber()) {
            throw compilation.error(
                    syntax,
                    "'" + operator + "' needs a number, but this value is "
                            + operand.type().words());
        }
        return operand;
    }

    private Operand arithmetic(Syntax.Binary binary, Scope scope, Leaf leaf) {
        Operand left = operand(binary.left(), scope, leaf);
        Operand right = operand(binary.right(), scope, leaf);
        boolean plus = binary.operator().equals("+");
        boolean timed = left.type() == ValueType.TIME || left.type() == ValueType.DURATION;
        if (timed && (plus || binary.operator().equals("-"))) {
            return compilation.conditions.times.arithmetic(binary, left, right, plus);
        } else if (plus && left.type() == ValueType.TEXT && right.type() == ValueType.TEXT) {
            return new Operand.Function(Operand.Function.Name.CONCAT, List.of(left, right), ValueType.TEXT);
        } else if (!left.type().isNumber() || !right.type().isNumber()) {
            throw compilation.error(
                    binary,
                    "'" + binary.operator() + "' does not fit " + left.type().words() + " and "
                            + right.type().words());
        }
        boolean divides = binary.operator().equals("/") || binary.operator().equals("%");
        if (divides && Long.valueOf(0).equals(number(right))) {
            return new Operand.Null();
        }
        Operand folded = fold(binary, left, right);
        return folded != null
                ? folded
                : new Operand.Arithmetic(binary.operator().charAt(0), left, right, sum(left, right));
    }

    /** The type of a sum: two addresses give a number, an address and a number give an address. */
    private static ValueType sum(Operand left, Operand right) {
        boolean one = (left.type() == ValueType.ADDRESS) != (right.type() == ValueType.ADDRESS);
        boolean decimal = left.type() == ValueType.DECIMAL || right.type() == ValueType.DECIMAL;
        return one ? ValueType.ADDRESS : decimal ? ValueType.DECIMAL : ValueType.INTEGER;
    }

    private Operand fold(Syntax.Binary binary, Operand left, Operand right) {
        if (!(number(left) instanceof Long a) || !(number(right) instanceof Long b)) {
            return null;
        }
        try {
            return switch (binary.operator()) {
                case "+" -> literal(Math.addExact(a, b));
                case "-" -> literal(Math.subtractExact(a, b));
                case "*" -> literal(Math.multiplyExact(a, b));
                case "/" -> literal(a / b);
                default -> literal(a % b);
            };
        } catch (ArithmeticException e) {
            throw compilation.error(binary, "this number has more than 64 bits");
        }
    }

    private static Object number(Operand operand) {
        return operand instanceof Operand.Value value
                        && value.type() == ValueType.INTEGER
                        && value.bind() instanceof Bind.Literal literal
                ? literal.value()
                : null;
    }

    private Operand choice(Syntax.Ternary ternary, Scope scope, Leaf leaf) {
        Operand yes = operand(ternary.yes(), scope, leaf);
        Operand no = operand(ternary.no(), scope, leaf);
        if (yes.type() != no.type() && yes.type() != ValueType.NULL && no.type() != ValueType.NULL) {
            throw compilation.error(
                    ternary.no(),
                    "both sides of ':' must be alike: " + yes.type().words() + " and "
                            + no.type().words());
        }
        ValueType type = yes.type() == ValueType.NULL ? no.type() : yes.type();
        return new Operand.Choice(compilation.conditions.predicate(ternary.condition(), scope), yes, no, type);
    }
}
