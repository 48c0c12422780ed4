package io.nodememory.evidence.transfer;

import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes values for a transfer between two machines: big-endian as {@link DataOutputStream} writes them, one byte 0 for null
 * and 1 before a value, text as a length and UTF-8. The reader trusts no length: it allocates at most the size of the longest
 * text or list that a store keeps.
 */
final class RowCodec {
    /** The most bytes of UTF-8 of a stored text. */
    private static final int TEXT_BYTES = 3 * Values.TEXT_LIMIT;

    /** The most characters of a list. */
    private static final int LIST_CHARACTERS = 1 << 20;

    private RowCodec() {}

    static void writeRow(DataOutputStream out, TableSpec<?> table, Record row) throws IOException {
        for (ColumnSpec column : table.columns()) {
            write(out, column.kind(), Values.normal(column.kind(), column.valueOf(row)));
        }
    }

    static <R extends Record> R readRow(DataInputStream in, TableSpec<R> table, Constructor<R> constructor)
            throws IOException {
        Object[] values = new Object[table.columns().size()];
        for (int i = 0; i < values.length; i++) {
            ColumnSpec column = table.columns().get(i);
            values[i] = fitting(column, read(in, column.kind()));
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new BadInputException("the received row of %s is not valid".formatted(table.name()), e);
        }
    }

    private static Object fitting(ColumnSpec column, Object value) {
        if (value == null && !column.nullable()) {
            throw new BadInputException("the received data is damaged: a row has no %s".formatted(column.name()));
        }
        return Values.asDeclared(column, value);
    }

    private static void write(DataOutputStream out, ColumnSpec.Kind kind, Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        switch (kind) {
            case INTEGER, ADDRESS -> out.writeLong((Long) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case TEXT -> writeBytes(out, (String) value);
            case TIME -> {
                Instant time = (Instant) value;
                out.writeLong(time.getEpochSecond());
                out.writeInt(time.getNano());
            }
            case TEXT_LIST, INTEGER_LIST -> {
                List<?> list = (List<?>) value;
                out.writeInt(list.size());
                for (Object element : list) {
                    write(out, element(kind), element);
                }
            }
        }
    }

    private static Object read(DataInputStream in, ColumnSpec.Kind kind) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return switch (kind) {
            case INTEGER, ADDRESS -> in.readLong();
            case BOOLEAN -> in.readBoolean();
            case TEXT -> readBytes(in);
            case TIME -> readTime(in);
            case TEXT_LIST, INTEGER_LIST -> readList(in, element(kind));
        };
    }

    private static Instant readTime(DataInputStream in) throws IOException {
        long second = in.readLong();
        int nano = in.readInt();
        try {
            return Instant.ofEpochSecond(second, nano);
        } catch (DateTimeException e) {
            throw new BadInputException("the received data is damaged: a time is out of range", e);
        }
    }

    private static List<Object> readList(DataInputStream in, ColumnSpec.Kind kind) throws IOException {
        int size = length(in.readInt(), Values.LIST_LIMIT);
        List<Object> list = new ArrayList<>();
        int characters = 0;
        for (int i = 0; i < size; i++) {
            Object element = read(in, kind);
            characters += element instanceof String text ? length(text.length(), LIST_CHARACTERS - characters) : 0;
            list.add(element);
        }
        return list;
    }

    private static ColumnSpec.Kind element(ColumnSpec.Kind list) {
        return list == ColumnSpec.Kind.TEXT_LIST ? ColumnSpec.Kind.TEXT : ColumnSpec.Kind.INTEGER;
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        write(out, ColumnSpec.Kind.TEXT, text == null ? null : Values.text(text));
    }

    static String readText(DataInputStream in) throws IOException {
        return (String) read(in, ColumnSpec.Kind.TEXT);
    }

    static void writeNumber(DataOutputStream out, Long number) throws IOException {
        write(out, ColumnSpec.Kind.INTEGER, number);
    }

    static Long readNumber(DataInputStream in) throws IOException {
        return (Long) read(in, ColumnSpec.Kind.INTEGER);
    }

    private static void writeBytes(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[length(in.readInt(), TEXT_BYTES)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int length(int sent, int most) {
        if (sent < 0 || sent > most) {
            throw new BadInputException(
                    "the received data is damaged: a length of %,d is out of range".formatted(sent));
        }
        return sent;
    }
}
