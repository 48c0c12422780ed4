package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes structures in Thrift's compact protocol, the format of Parquet's headers, with ascending field ids. */
final class ThriftWriter {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    /** Maximum of a size or a field id delta that fits the upper half of a byte. */
    private static final int SHORT = 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    /** The bytes of a structure, with its end marker. */
    static byte[] struct(Consumer<ThriftWriter> fields) {
        ThriftWriter writer = new ThriftWriter();
        fields.accept(writer);
        writer.out.write(0);
        return writer.out.toByteArray();
    }

    void i32(int field, int value) {
        header(field, I32);
        zigzag(value);
    }

    void i64(int field, long value) {
        header(field, I64);
        zigzag(value);
    }

    void bool(int field, boolean value) {
        header(field, value ? TRUE : FALSE);
    }

    void text(int field, String value) {
        binary(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void binary(int field, byte[] value) {
        header(field, BINARY);
        bytes(value);
    }

    void struct(int field, Consumer<ThriftWriter> fields) {
        header(field, STRUCT);
        nested(fields);
    }

    <T> void structs(int field, Collection<T> elements, BiConsumer<ThriftWriter, T> fields) {
        list(field, STRUCT, elements.size());
        elements.forEach(element -> nested(writer -> fields.accept(writer, element)));
    }

    void i32s(int field, Collection<Integer> values) {
        list(field, I32, values.size());
        values.forEach(this::zigzag);
    }

    void texts(int field, Collection<String> values) {
        list(field, BINARY, values.size());
        values.forEach(value -> bytes(value.getBytes(StandardCharsets.UTF_8)));
    }

    private void nested(Consumer<ThriftWriter> fields) {
        outer.push(last);
        last = 0;
        fields.accept(this);
        out.write(0);
        last = outer.pop();
    }

    private void header(int field, int type) {
        int step = field - last;
        if (step <= 0 || step > SHORT) {
            throw new IllegalArgumentException("field " + field + " after " + last);
        }
        out.write(step << 4 | type);
        last = field;
    }

    private void list(int field, int type, int size) {
        header(field, LIST);
        if (size < SHORT) {
            out.write(size << 4 | type);
        } else {
            out.write(SHORT << 4 | type);
            Varint.write(out, size);
        }
    }

    private void bytes(byte[] value) {
        Varint.write(out, value.length);
        out.writeBytes(value);
    }

    private void zigzag(long value) {
        Varint.write(out, value << 1 ^ value >> 63);
    }
}
