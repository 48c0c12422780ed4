package io.nodememory.evidence.database.postgres;

import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes PostgreSQL's binary COPY format: big-endian, each value after its length, length -1 for null (documentation of COPY). */
final class CopyFormat {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    /** Object ids of the types bigint and varchar (pg_type.dat). */
    private static final int BIGINT = 20;

    private static final int VARCHAR = 1043;

    /** The epoch of PostgreSQL's times, which are microseconds since 2000-01-01T00:00:00Z. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private byte[] bytes = new byte[1 << 16];
    private int size;

    void header() {
        put(SIGNATURE);
        bigEndian(0, 4);
        bigEndian(0, 4);
    }

    void trailer() {
        bigEndian(-1, 2);
    }

    /** Begins a row. */
    void row(int values) {
        bigEndian(values, 2);
    }

    void integer(int value) {
        bigEndian(4, 4);
        bigEndian(value, 4);
    }

    void number(long value) {
        bigEndian(8, 4);
        bigEndian(value, 8);
    }

    /** A value in the form of {@link Values#normal}. */
    void value(ColumnSpec.Kind kind, Object normal) {
        if (normal == null) {
            bigEndian(-1, 4);
            return;
        }
        switch (kind) {
            case INTEGER, ADDRESS -> number((Long) normal);
            case BOOLEAN -> {
                bigEndian(1, 4);
                bigEndian((Boolean) normal ? 1 : 0, 1);
            }
            case TEXT -> text((String) normal);
            case TIME -> {
                Instant time = (Instant) normal;
                number((time.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1_000);
            }
            case TEXT_LIST -> list((List<?>) normal, VARCHAR, ColumnSpec.Kind.TEXT);
            case INTEGER_LIST -> list((List<?>) normal, BIGINT, ColumnSpec.Kind.INTEGER);
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bigEndian(utf8.length, 4);
        put(utf8);
    }

    private void list(List<?> list, int type, ColumnSpec.Kind kind) {
        int start = size;
        bigEndian(0, 4);
        bigEndian(list.isEmpty() ? 0 : 1, 4);
        bigEndian(list.stream().anyMatch(element -> element == null) ? 1 : 0, 4);
        bigEndian(type, 4);
        if (!list.isEmpty()) {
            bigEndian(list.size(), 4);
            // The index of the first element.
            bigEndian(1, 4);
            list.forEach(element -> value(kind, element));
        }
        int end = size;
        size = start;
        bigEndian(end - start - 4, 4);
        size = end;
    }

    private void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void bigEndian(long value, int length) {
        room(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }
}
