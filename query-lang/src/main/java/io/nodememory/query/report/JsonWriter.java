package io.nodememory.query.report;

import io.nodememory.query.text.JsonString;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers, booleans and null as indented JSON. */
final class JsonWriter {
    private JsonWriter() {}

    /** A mutable JSON object with one member. */
    static Map<String, Object> object(String name, Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(name, value);
        return object;
    }

    static void write(Appendable out, Object value) throws IOException {
        write(out, value, "\n");
        out.append('\n');
    }

    private static void write(Appendable out, Object value, String newLine) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String before = newLine + "  ";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(before);
                JsonString.write(out, String.valueOf(entry.getKey()));
                out.append(": ");
                write(out, entry.getValue(), newLine + "  ");
                before = "," + newLine + "  ";
            }
            out.append(map.isEmpty() ? "" : newLine).append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String before = newLine + "  ";
            for (Object item : list) {
                out.append(before);
                write(out, item, newLine + "  ");
                before = "," + newLine + "  ";
            }
            out.append(list.isEmpty() ? "" : newLine).append(']');
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(String.valueOf(value));
        } else {
            JsonString.write(out, String.valueOf(value));
        }
    }
}
