package io.nodememory.evidence.value;

import io.nodememory.kernel.Sha256;
import io.nodememory.kernel.table.spec.ColumnSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 of rows in their canonical form: row by row, column by column, one tag byte (0 null, 1 number, 2 true, 3 false,
 * 4 text, 5 time, 6 list) and then, big-endian, 8 bytes of number; 4 bytes of length and UTF-8 of text; 8 bytes of seconds
 * and 4 of nanoseconds of time; 4 bytes of size and the elements of a list, each with its own tag.
 */
public final class TableDigest {
    private static final int BUFFER = 16 * 1024;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] buffer = new byte[BUFFER];
    private int used;

    /** Adds a value in the form of {@link Values#normal}. */
    public void add(ColumnSpec.Kind kind, Object normal) {
        if (normal == null) {
            tag(0);
            return;
        }
        switch (kind) {
            case INTEGER, ADDRESS -> number((Long) normal);
            case BOOLEAN -> tag((Boolean) normal ? 2 : 3);
            case TEXT -> text((String) normal);
            case TIME -> {
                tag(5);
                Instant time = (Instant) normal;
                bigEndian(time.getEpochSecond(), 8);
                bigEndian(time.getNano(), 4);
            }
            case TEXT_LIST -> list((List<?>) normal, ColumnSpec.Kind.TEXT);
            case INTEGER_LIST -> list((List<?>) normal, ColumnSpec.Kind.INTEGER);
        }
    }

    public void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        tag(4);
        bigEndian(utf8.length, 4);
        if (utf8.length > BUFFER - used) {
            flush();
        }
        if (utf8.length > BUFFER) {
            digest.update(utf8);
        } else {
            System.arraycopy(utf8, 0, buffer, used, utf8.length);
            used += utf8.length;
        }
    }

    /** The hash in lower-case hexadecimal. No value can be added afterwards. */
    public String finish() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void number(long number) {
        tag(1);
        bigEndian(number, 8);
    }

    private void list(List<?> list, ColumnSpec.Kind kind) {
        tag(6);
        bigEndian(list.size(), 4);
        for (Object element : list) {
            add(kind, element);
        }
    }

    private void tag(int tag) {
        bigEndian(tag, 1);
    }

    private void bigEndian(long value, int bytes) {
        if (BUFFER - used < bytes) {
            flush();
        }
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            buffer[used++] = (byte) (value >>> shift);
        }
    }

    private void flush() {
        digest.update(buffer, 0, used);
        used = 0;
    }
}
