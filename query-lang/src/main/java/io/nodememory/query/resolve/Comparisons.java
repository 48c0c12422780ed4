package io.nodememory.query.resolve;

import io.nodememory.query.source.QueryException;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Resolves comparisons of two values: checks their types, and converts a literal to the type of the other side. */
final class Comparisons {
    private final Compilation compilation;
    private final Times times;

    Comparisons(Compilation compilation, Times times) {
        this.compilation = compilation;
        this.times = times;
    }

    Predicate equal(Syntax.Binary at, Operand left, Operand right) {
        if (right instanceof Operand.Null) {
            return left instanceof Operand.Null ? new Predicate.Constant(true) : new Predicate.IsNull(left);
        } else if (left instanceof Operand.Null) {
            return new Predicate.IsNull(right);
        }
        Operand fittedLeft = fit(at.left(), left, right.type());
        Operand fittedRight = fit(at.right(), right, left.type());
        check(at, fittedLeft, fittedRight);
        if (left.type().isList()) {
            throw compilation.error(at, "lists cannot be compared with each other; use 'in' or .size()");
        }
        return new Predicate.Equal(fittedLeft, fittedRight);
    }

    Predicate order(Syntax.Binary at, Operand left, Operand right) {
        return order(at, at.operator(), at.left(), left, at.right(), right);
    }

    private Predicate order(Syntax at, String operator, Syntax leftAt, Operand left, Syntax rightAt, Operand right) {
        Operand fittedLeft = fit(leftAt, left, right.type());
        Operand fittedRight = fit(rightAt, right, left.type());
        check(at, fittedLeft, fittedRight);
        ValueType type = fittedLeft.type();
        if (type.isList() || type == ValueType.BOOLEAN || type == ValueType.NULL) {
            throw compilation.error(at, "'" + operator + "' does not fit " + type.words());
        }
        return new Predicate.Order(operator, fittedLeft, fittedRight);
    }

    Predicate between(Syntax.Binary at, Operand left, Operand from, Operand to, boolean inclusive) {
        Predicate upper = order(at.right(), inclusive ? "<=" : "<", at.left(), left, at.right(), to);
        return new Predicate.All(List.of(order(at.right(), ">=", at.left(), left, at.right(), from), upper));
    }

    Predicate in(Syntax.Binary at, Operand left, List<Operand> items) {
        List<Operand> values = new ArrayList<>();
        List<Predicate> either = new ArrayList<>();
        for (Operand item : items) {
            if (item instanceof Operand.Null) {
                either.add(new Predicate.IsNull(left));
            } else {
                Operand fitted = fit(at.right(), item, left.type());
                check(at, left, fitted);
                values.add(fitted);
            }
        }
        if (!values.isEmpty()) {
            either.add(0, new Predicate.In(left, List.copyOf(values)));
        }
        return either.isEmpty()
                ? new Predicate.Constant(false)
                : either.size() == 1 ? either.get(0) : new Predicate.Any(List.copyOf(either));
    }

    Predicate has(Syntax.Binary at, Operand list, Operand element) {
        if (!list.type().isList()) {
            throw compilation.error(
                    at.right(),
                    "'in' needs a list, a range or a query; this is "
                            + list.type().words() + (list.type() == ValueType.TEXT ? ": use .contains('…')" : ""));
        }
        return has(at.left(), list, element);
    }

    Predicate has(Syntax elementAt, Operand list, Operand element) {
        if (element.type() != list.type().element()) {
            throw compilation.error(
                    elementAt,
                    "this is " + element.type().words() + ", the elements of the list are "
                            + (list.type() == ValueType.TEXT_LIST ? "texts" : "numbers"));
        }
        return new Predicate.Has(list, element);
    }

    /** Converts a literal text to a time or an address if the other side has that type. */
    private Operand fit(Syntax at, Operand operand, ValueType other) {
        if (!(operand instanceof Operand.Value value
                && value.bind() instanceof Bind.Literal literal
                && literal.value() instanceof String text)) {
            return operand;
        } else if (other == ValueType.TIME) {
            return times.time(at, text);
        } else if (other == ValueType.ADDRESS && text.startsWith("0x")) {
            try {
                long address = Long.parseUnsignedLong(text.substring(2), 16);
                return new Operand.Value(new Bind.Literal(address), ValueType.ADDRESS);
            } catch (NumberFormatException e) {
                throw compilation.error(at, "this is not an address; write 0xffff888000000000");
            }
        }
        return operand;
    }

    private void check(Syntax at, Operand left, Operand right) {
        ValueType a = left.type();
        ValueType b = right.type();
        if (a == b || (a.isNumber() && b.isNumber())) {
            return;
        }
        throw mismatch(at, a, b);
    }

    private QueryException mismatch(Syntax at, ValueType a, ValueType b) {
        String hint = "";
        if (a == ValueType.DURATION || b == ValueType.DURATION) {
            hint = "; durations are written 10.minutes";
        } else if (a.isList() || b.isList()) {
            hint = "; use 'in'";
        } else if (a.isNumber() && b == ValueType.TEXT) {
            hint = "; write numbers without quotes";
        }
        return compilation.error(at, "cannot compare " + a.words() + " with " + b.words() + hint);
    }
}
