package io.nodememory.query;

import io.nodememory.query.source.SourceText;
import io.nodememory.query.sql.Sql;
import io.nodememory.query.tree.Bind;

/** Formats a statement and its parameters for readers. */
final class Explanation {
    private Explanation() {}

    static String of(Sql sql) {
        StringBuilder out = new StringBuilder(sql.text());
        int number = 0;
        for (Bind bind : sql.binds()) {
            out.append("\n  ?").append(++number).append(" = ").append(words(bind));
        }
        return out.toString();
    }

    private static String words(Bind bind) {
        if (bind instanceof Bind.CaptureId capture) {
            return capture.baseline() ? "the baseline" : "the capture";
        } else if (bind instanceof Bind.CaptureKey key) {
            return (key.last() ? "the last key of the " : "the first key of the ")
                    + (key.baseline() ? "baseline" : "capture");
        } else if (bind instanceof Bind.Clock clock) {
            String base = clock.captured() ? "captured()" : "now()";
            long plus = clock.plusSeconds();
            return plus == 0 ? base : base + (plus < 0 ? " - " : " + ") + Math.abs(plus) + " s";
        }
        Object value = ((Bind.Literal) bind).value();
        return value instanceof String text ? "'" + SourceText.printable(text) + "'" : String.valueOf(value);
    }
}
