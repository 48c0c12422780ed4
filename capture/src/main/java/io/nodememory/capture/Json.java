package io.nodememory.capture;

import java.util.List;
import java.util.Map;

/** Plain values as JSON, indented; all text is escaped, as much of it comes from a node. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String of(Object value) {
        Json json = new Json();
        json.append(value, "\n");
        return json.out.toString();
    }

    private void append(Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator).append(line).append("  ");
                text(entry.getKey().toString());
                out.append(": ");
                append(entry.getValue(), line + "  ");
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : line + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                out.append(separator).append(line).append("  ");
                append(item, line + "  ");
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : line + "]");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(value.toString());
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
