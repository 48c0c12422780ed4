package io.nodememory.shell.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The minimum and maximum of a column in a row group, by which readers skip row groups that cannot match. */
final class Bounds {
    /** Limit in bytes of a text bound; a column with a longer text has no bounds. */
    private static final int LONGEST = 64;

    private final boolean kept;
    private boolean tooLong;
    private Object least;
    private Object greatest;

    Bounds(SchemaColumn column) {
        kept = !column.isList() && column.type() != ColumnType.BOOLEAN;
    }

    void add(Object value) {
        if (!kept || tooLong) {
            return;
        }
        Object comparable = value;
        if (value instanceof String text) {
            if (text.length() > LONGEST) {
                tooLong = true;
                return;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            tooLong = bytes.length > LONGEST;
            comparable = bytes;
        }
        least = least == null || compare(comparable, least) < 0 ? comparable : least;
        greatest = greatest == null || compare(comparable, greatest) > 0 ? comparable : greatest;
    }

    private static int compare(Object a, Object b) {
        return a instanceof Long number ? number.compareTo((Long) b) : Arrays.compareUnsigned((byte[]) a, (byte[]) b);
    }

    void write(ThriftWriter statistics, long nulls) {
        statistics.i64(3, nulls);
        if (least != null && !tooLong) {
            statistics.binary(5, plain(greatest));
            statistics.binary(6, plain(least));
        }
    }

    private static byte[] plain(Object value) {
        return value instanceof Long number
                ? ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array()
                : (byte[]) value;
    }
}
