package io.nodememory.shell.output;

import io.nodememory.query.text.JsonString;
import java.io.IOException;
import java.util.List;

/** Formats values as JSON. Characters that control a terminal are written as escapes, without loss. */
public final class JsonText {
    private JsonText() {}

    static void object(Appendable out, List<OutputColumn> columns, List<?> values) throws IOException {
        out.append('{');
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            JsonString.write(out, columns.get(i).name());
            out.append(": ");
            value(out, columns.get(i), values.get(i));
        }
        out.append('}');
    }

    static void value(Appendable out, OutputColumn column, Object value) throws IOException {
        if (value == null || value instanceof Boolean) {
            out.append(String.valueOf(value));
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                value(out, column, list.get(i));
            }
            out.append(']');
        } else {
            String text = Cells.scalar(column.kind(), value);
            if (value instanceof Number && !text.startsWith("0x")) {
                out.append(text);
            } else {
                JsonString.write(out, text);
            }
        }
    }
}
