package io.nodememory.query.sql;

import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.ValueType;
import java.util.List;

/** Writes operands as SQL. */
final class OperandWriter {
    /** Marks the place of an operand in the text of a dialect; no generated SQL contains a line break. */
    private static final String MARK = "\n";

    private final SqlWriter out;

    OperandWriter(SqlWriter out) {
        this.out = out;
    }

    void write(Operand operand) {
        if (operand instanceof Operand.Column column) {
            out.column(column.from(), column.name());
        } else if (operand instanceof Operand.Value value) {
            out.bind(value.bind());
        } else if (operand instanceof Operand.Null) {
            out.add("NULL");
        } else if (operand instanceof Operand.Arithmetic arithmetic) {
            arithmetic(arithmetic);
        } else if (operand instanceof Operand.Function function) {
            function(function);
        } else if (operand instanceof Operand.Choice choice) {
            out.add("CASE WHEN ").add(choice.condition()).add(" THEN ").typed(choice.yes());
            out.add(" ELSE ").typed(choice.no()).add(" END");
        } else if (operand instanceof Operand.Condition condition) {
            out.add("(").add(condition.predicate()).add(") IS TRUE");
        } else if (operand instanceof Operand.Aggregate aggregate) {
            aggregate(aggregate);
        } else if (operand instanceof Operand.Scalar scalar) {
            out.query(scalar.select());
        } else if (operand instanceof Operand.Listing listing) {
            out.add("ARRAY").query(listing.select());
        }
    }

    void typed(Operand operand) {
        if (operand instanceof Operand.Value value) {
            out.add("CAST(").bind(value.bind()).add(" AS " + sqlType(value.type()) + ")");
        } else {
            write(operand);
        }
    }

    private static String sqlType(ValueType type) {
        return switch (type) {
            case INTEGER, ADDRESS, DURATION -> "BIGINT";
            case DECIMAL -> "DOUBLE PRECISION";
            case BOOLEAN -> "BOOLEAN";
            case TIME -> "TIMESTAMP(6) WITH TIME ZONE";
            case TEXT, TEXT_LIST, INTEGER_LIST, NULL -> "VARCHAR";
        };
    }

    private void arithmetic(Operand.Arithmetic arithmetic) {
        boolean divides = arithmetic.operator() == '/' || arithmetic.operator() == '%';
        boolean literals = arithmetic.left() instanceof Operand.Value && arithmetic.right() instanceof Operand.Value;
        out.add("(");
        if (literals) {
            out.typed(arithmetic.left());
        } else {
            out.add(arithmetic.left());
        }
        out.add(" " + arithmetic.operator() + " ");
        if (divides && !(arithmetic.right() instanceof Operand.Value)) {
            out.add("NULLIF(").add(arithmetic.right()).add(", 0)");
        } else {
            out.add(arithmetic.right());
        }
        out.add(")");
    }

    private void function(Operand.Function function) {
        switch (function.name()) {
            case KEY -> {
                Operand part = function.parts().get(0);
                boolean text = part.type() == ValueType.TEXT;
                out.add(text ? "COALESCE('=' || " : "COALESCE(CAST(").add(part);
                out.add(text ? ", '')" : " AS VARCHAR), '')");
            }
            case CONCAT -> infix(" || ", function);
            case LATER -> {
                out.add("(")
                        .typed(function.parts().get(0))
                        .add(" + CAST(")
                        .add(function.parts().get(1));
                out.add(" AS BIGINT) * INTERVAL '1' SECOND)");
            }
            case SECONDS_BETWEEN -> {
                out.add("(EXTRACT(EPOCH FROM ").typed(function.parts().get(0)).add(") - EXTRACT(EPOCH FROM ");
                out.typed(function.parts().get(1)).add("))");
            }
            case BIT_AND, BIT_OR -> {
                boolean and = function.name() == Operand.Function.Name.BIT_AND;
                around(out.dialect().bits(and, MARK, MARK), function.parts());
            }
            case CHAR_LENGTH -> {
                Operand text = function.parts().get(0);
                around(out.dialect().length(MARK), List.of(text, text));
            }
            case LOWER, UPPER -> around(out.dialect().letters(function.name().name(), MARK), function.parts());
            default -> {
                out.add(function.name().name()).add("(");
                String before = "";
                for (Operand part : function.parts()) {
                    out.add(before).typed(part);
                    before = ", ";
                }
                out.add(")");
            }
        }
    }

    private void infix(String operator, Operand.Function function) {
        out.add("(")
                .typed(function.parts().get(0))
                .add(operator)
                .typed(function.parts().get(1))
                .add(")");
    }

    /** Writes the text of a dialect with the operands in place of the marks. */
    private void around(String words, List<Operand> operands) {
        String[] pieces = words.split(MARK, -1);
        for (int i = 0; i < pieces.length; i++) {
            out.add(pieces[i]);
            if (i < pieces.length - 1) {
                out.typed(operands.get(i));
            }
        }
    }

    private void aggregate(Operand.Aggregate aggregate) {
        switch (aggregate.name()) {
            case COUNT -> out.add("COUNT(");
            case COUNT_DISTINCT -> out.add("COUNT(DISTINCT ");
            // Two casts, because H2 and PostgreSQL compute averages of whole numbers with different precision.
            case AVG -> out.add("CAST(AVG(CAST(");
            default -> out.add(aggregate.name().name()).add("(");
        }
        if (aggregate.argument() == null) {
            out.add("*");
        } else {
            out.typed(aggregate.argument());
        }
        out.add(
                aggregate.name() == Operand.Aggregate.Calculation.AVG
                        ? " AS DOUBLE PRECISION)) AS DOUBLE PRECISION)"
                        : ")");
    }
}
