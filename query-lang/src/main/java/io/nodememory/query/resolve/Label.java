package io.nodememory.query.resolve;

import io.nodememory.query.syntax.Syntax;
import java.util.stream.Collectors;

/** The name of a column without a given name: the text of its expression. */
final class Label {
    private static final int MAX_LENGTH = 60;

    private Label() {}

    static String of(Syntax syntax) {
        String text = text(syntax);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
    }

    private static String text(Syntax syntax) {
        if (syntax instanceof Syntax.Name name) {
            return name.name();
        } else if (syntax instanceof Syntax.Property property) {
            return text(property.of()) + "." + property.name();
        } else if (syntax instanceof Syntax.Call call) {
            String arguments = call.arguments().stream().map(Label::text).collect(Collectors.joining(", "));
            return (call.on() == null ? "" : text(call.on()) + ".") + call.name() + "(" + arguments + ")";
        } else if (syntax instanceof Syntax.Binary binary) {
            return text(binary.left()) + " " + binary.operator() + " " + text(binary.right());
        } else if (syntax instanceof Syntax.Not not) {
            return "!" + text(not.operand());
        } else if (syntax instanceof Syntax.Minus minus) {
            return "-" + text(minus.operand());
        } else if (syntax instanceof Syntax.Literal literal) {
            return literal.value() instanceof String text ? "'" + text + "'" : String.valueOf(literal.value());
        } else if (syntax instanceof Syntax.Ternary ternary) {
            return text(ternary.condition()) + " ? " + text(ternary.yes()) + " : " + text(ternary.no());
        }
        return "…";
    }
}
