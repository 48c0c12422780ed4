package io.nodememory.query.sql;

import io.nodememory.evidence.database.SqlNames;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.ValueType;
import java.util.List;

/**
 * Writes predicates as SQL. SQL treats its third value, unknown, as false in a WHERE clause and under AND and OR. NOT is
 * therefore pushed down to the single comparisons. Each comparison has a positive and a negated form, and neither is unknown
 * where it should be true.
 */
final class PredicateWriter {
    private final SqlWriter out;

    PredicateWriter(SqlWriter out) {
        this.out = out;
    }

    /** Writes a predicate as part of a larger one. */
    void writeInner(Predicate predicate, boolean negated) {
        boolean brackets = predicate instanceof Predicate.All
                || predicate instanceof Predicate.Any
                || predicate instanceof Predicate.Not;
        if (brackets) {
            out.add("(");
            write(predicate, negated);
            out.add(")");
        } else {
            write(predicate, negated);
        }
    }

    void write(Predicate predicate, boolean negated) {
        if (predicate instanceof Predicate.Not not) {
            write(not.part(), !negated);
        } else if (predicate instanceof Predicate.All all) {
            joined(all.parts(), negated ? " OR " : " AND ", negated);
        } else if (predicate instanceof Predicate.Any any) {
            joined(any.parts(), negated ? " AND " : " OR ", negated);
        } else if (predicate instanceof Predicate.Constant constant) {
            out.add(constant.value() == negated ? "FALSE" : "TRUE");
        } else if (predicate instanceof Predicate.Equal equal) {
            equal(equal, negated);
        } else if (predicate instanceof Predicate.IsNull isNull) {
            out.add(isNull.operand()).add(negated ? " IS NOT NULL" : " IS NULL");
        } else if (predicate instanceof Predicate.Present present) {
            From row = present.row();
            out.column(row, SqlNames.CAPTURE_ID).add(negated ? " IS NULL" : " IS NOT NULL");
        } else if (predicate instanceof Predicate.Exists exists) {
            out.add(negated ? "NOT EXISTS " : "EXISTS ").query(exists.select());
        } else {
            out.add(negated ? "(" : "");
            leaf(predicate);
            out.add(negated ? ") IS NOT TRUE" : "");
        }
    }

    private void joined(List<Predicate> parts, String operator, boolean negated) {
        String before = "";
        for (Predicate part : parts) {
            out.add(before);
            writeInner(part, negated);
            before = operator;
        }
    }

    private void equal(Predicate.Equal equal, boolean negated) {
        boolean plain = !equal.left().nullable() || !equal.right().nullable();
        String operator = negated ? " IS DISTINCT FROM " : plain ? " = " : " IS NOT DISTINCT FROM ";
        comparison(equal.left(), operator, equal.right());
    }

    private void comparison(Operand left, String operator, Operand right) {
        if (right instanceof Operand.Value) {
            out.typed(left).add(operator).add(right);
        } else {
            out.add(left).add(operator).add(right);
        }
    }

    private void leaf(Predicate predicate) {
        if (predicate instanceof Predicate.Truth truth) {
            truth(truth.operand());
        } else if (predicate instanceof Predicate.Order order) {
            order(order);
        } else if (predicate instanceof Predicate.In in) {
            out.typed(in.operand()).add(" IN (");
            list(in.items());
            out.add(")");
        } else if (predicate instanceof Predicate.InQuery in) {
            out.typed(in.operand()).add(" IN ").query(in.select());
        } else if (predicate instanceof Predicate.InRows in) {
            out.add("(");
            list(in.values());
            out.add(") IN ").query(in.select());
        } else if (predicate instanceof Predicate.Has has) {
            out.add(has.element()).add(" = ANY(").add(has.list()).add(")");
        } else if (predicate instanceof Predicate.Like like) {
            out.typed(like.operand()).add(" LIKE ").bindText(like.pattern()).add(" ESCAPE '!'");
        } else if (predicate instanceof Predicate.Matches matches) {
            out.add("REGEXP_LIKE(").typed(matches.operand()).add(", ");
            out.bindText(out.dialect().regex(matches)).add(")");
        } else if (predicate instanceof Predicate.Part part) {
            part(part);
        }
    }

    private void list(List<Operand> operands) {
        String before = "";
        for (Operand operand : operands) {
            out.add(before).add(operand);
            before = ", ";
        }
    }

    private void truth(Operand operand) {
        out.typed(operand);
        ValueType type = operand.type();
        if (type == ValueType.TEXT) {
            out.add(" <> ''");
        } else if (type.isNumber() || type == ValueType.DURATION) {
            out.add(" <> 0");
        } else if (type == ValueType.TIME || type == ValueType.NULL) {
            out.add(" IS NOT NULL");
        }
    }

    private void order(Predicate.Order order) {
        boolean unsigned =
                order.left().type() == ValueType.ADDRESS || order.right().type() == ValueType.ADDRESS;
        if (!unsigned) {
            comparison(order.left(), " " + order.operator() + " ", order.right());
            return;
        }
        if (order.right() instanceof Operand.Value) {
            unsigned(order.left(), order.operator(), order.right());
            return;
        } else if (order.left() instanceof Operand.Value) {
            String flipped = order.operator().startsWith("<") ? ">" : "<";
            unsigned(order.right(), flipped + order.operator().substring(1), order.left());
            return;
        }
        // Unsigned order: numbers of equal sign compare as they are; otherwise the negative one, in the upper half, is
        // greater.
        out.add("CASE WHEN (")
                .add(order.left())
                .add(" < 0) = (")
                .add(order.right())
                .add(" < 0) THEN ");
        out.add(order.left())
                .add(" " + order.operator() + " ")
                .add(order.right())
                .add(" ELSE ");
        boolean less = order.operator().startsWith("<");
        out.add(less ? order.right() : order.left()).add(" < 0 END");
    }

    /** A comparison with a known address, in a form that can use an index. */
    private void unsigned(Operand column, String operator, Operand value) {
        boolean upper = ((Operand.Value) value).bind() instanceof Bind.Literal literal
                && literal.value() instanceof Long address
                && address < 0;
        boolean less = operator.startsWith("<");
        out.add("(").add(column).add(less ? " >= 0" : " < 0").add(less == upper ? " OR " : " AND ");
        out.add(column).add(" " + operator + " ").add(value).add(")");
    }

    private void part(Predicate.Part part) {
        switch (part.where()) {
            case START ->
                out.add("LEFT(")
                        .typed(part.operand())
                        .add(", CHAR_LENGTH(")
                        .typed(part.part())
                        .add(")) = ");
            case END ->
                out.add("RIGHT(")
                        .typed(part.operand())
                        .add(", CHAR_LENGTH(")
                        .typed(part.part())
                        .add(")) = ");
            case ANYWHERE ->
                out.add("POSITION(")
                        .typed(part.part())
                        .add(" IN ")
                        .typed(part.operand())
                        .add(") > 0");
        }
        if (part.where() != Predicate.Part.Where.ANYWHERE) {
            out.typed(part.part());
        }
    }
}
