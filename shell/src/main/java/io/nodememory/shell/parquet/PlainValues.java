package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Writes values in the encoding PLAIN, one after the other. */
final class PlainValues {
    private PlainValues() {}

    static void write(ByteArrayOutputStream out, ColumnType type, Collection<Object> values) {
        if (type == ColumnType.BOOLEAN) {
            booleans(out, values);
        } else {
            values.forEach(value -> write(out, value));
        }
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value instanceof Long number) {
            RunLengths.littleEndian(out, number, Long.BYTES);
        } else {
            byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
            RunLengths.littleEndian(out, text.length, Integer.BYTES);
            out.writeBytes(text);
        }
    }

    private static void booleans(ByteArrayOutputStream out, Collection<Object> values) {
        int bits = 0;
        int held = 0;
        for (Object value : values) {
            bits |= (Boolean) value ? 1 << held : 0;
            if (++held == Byte.SIZE) {
                out.write(bits);
                bits = 0;
                held = 0;
            }
        }
        if (held > 0) {
            out.write(bits);
        }
    }

    /** The approximate size of a value in bytes. */
    static int size(Object value) {
        return value instanceof String text ? Integer.BYTES + text.length() : value instanceof Long ? Long.BYTES : 1;
    }
}
