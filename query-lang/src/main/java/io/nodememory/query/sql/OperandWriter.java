package io.nodememory.query.sql;

import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.ValueType;

/** Writes values. */
final class OperandWriter {
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
            case BIT_AND, BIT_OR -> bits(function);
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

    private void bits(Operand.Function function) {
        // The dialect says what stands before, between and after the operands.
        boolean and = function.name() == Operand.Function.Name.BIT_AND;
        String[] around = out.dialect().bits(and, "\n", "\n").split("\n", -1);
        out.add(around[0]).typed(function.parts().get(0));
        out.add(around[1]).typed(function.parts().get(1)).add(around[2]);
    }

    private void aggregate(Operand.Aggregate aggregate) {
        switch (aggregate.name()) {
            case COUNT -> out.add("COUNT(");
            case COUNT_DISTINCT -> out.add("COUNT(DISTINCT ");
            case AVG -> out.add("CAST(AVG(");
            default -> out.add(aggregate.name().name()).add("(");
        }
        if (aggregate.argument() == null) {
            out.add("*");
        } else {
            out.typed(aggregate.argument());
        }
        out.add(aggregate.name() == Operand.Aggregate.Calculation.AVG ? ") AS DOUBLE PRECISION)" : ")");
    }
}
