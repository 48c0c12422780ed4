package io.nodememory.shell.output;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.text.VisibleText;
import java.util.List;
import java.util.stream.Collectors;

/** Formats values as text. */
public final class Cells {
    private Cells() {}

    /** A value for readers: null is empty, an empty text is {@code ""}, a list is {@code [a, b]}; controls are escaped. */
    static String human(OutputColumn column, Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof List<?> list) {
            return list.stream()
                    .map(v -> v instanceof String s ? VisibleText.escape(s) : scalar(column.kind(), v))
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof String text) {
            return text.isEmpty() ? "\"\"" : VisibleText.escape(text);
        }
        return scalar(column.kind(), value);
    }

    /** A number, boolean or time; addresses as 16 hexadecimal digits, times as ISO 8601 in UTC. */
    public static String scalar(Kind kind, Object value) {
        return kind == Kind.ADDRESS && value instanceof Number address
                ? "0x%016x".formatted(address.longValue())
                : String.valueOf(value);
    }

    static boolean rightAligned(OutputColumn column) {
        return column.kind() == Kind.INTEGER;
    }
}
