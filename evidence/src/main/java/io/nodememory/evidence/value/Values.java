package io.nodememory.evidence.value;

import io.nodememory.kernel.table.spec.ColumnSpec;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Converts values to and from their stored form, which every database returns unchanged. Values from memory can be anything:
 *
 * <ul>
 *   <li>text: NUL becomes U+2400 (the picture of NUL), an unpaired surrogate U+FFFD, and a text longer than
 *       {@link #TEXT_LIMIT} is cut, with a mark that states the missing length;
 *   <li>lists: texts as above, at most {@link #LIST_LIMIT} elements; the last element of a cut list is such a mark;
 *   <li>times: microseconds, and no earlier than the year 1 or later than 9999.
 * </ul>
 */
public final class Values {
    /** The most characters (UTF-16 units) of a stored text. */
    public static final int TEXT_LIMIT = 64 * 1024;

    /** The most elements of a stored list: the number of groups that a process can have (NGROUPS_MAX of linux/limits.h). */
    public static final int LIST_LIMIT = 65_536;

    private static final int MARK_ROOM = 64;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Values() {}

    /** The stored form of a record's value: Long, Boolean, String, Instant, List of String or Long, or null. */
    public static Object normal(ColumnSpec.Kind kind, Object value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case INTEGER, ADDRESS -> ((Number) value).longValue();
            case BOOLEAN -> value;
            case TEXT -> text((String) value);
            case TIME -> time((Instant) value);
            case TEXT_LIST -> texts((List<?>) value);
            case INTEGER_LIST -> integers((List<?>) value);
        };
    }

    public static void bind(PreparedStatement statement, int index, ColumnSpec.Kind kind, Object normal)
            throws SQLException {
        switch (kind) {
            case INTEGER, ADDRESS -> {
                if (normal == null) {
                    statement.setNull(index, Types.BIGINT);
                } else {
                    statement.setLong(index, (Long) normal);
                }
            }
            case BOOLEAN -> statement.setObject(index, normal, Types.BOOLEAN);
            case TEXT -> statement.setString(index, (String) normal);
            case TIME ->
                statement.setObject(index, normal == null ? null : ((Instant) normal).atOffset(ZoneOffset.UTC));
            case TEXT_LIST -> bindList(statement, index, "varchar", (List<?>) normal);
            case INTEGER_LIST -> bindList(statement, index, "bigint", (List<?>) normal);
        }
    }

    public static Object read(ResultSet rows, int index, ColumnSpec.Kind kind) throws SQLException {
        return switch (kind) {
            case INTEGER, ADDRESS -> {
                long number = rows.getLong(index);
                yield rows.wasNull() ? null : number;
            }
            case BOOLEAN -> {
                boolean flag = rows.getBoolean(index);
                yield rows.wasNull() ? null : flag;
            }
            case TEXT -> rows.getString(index);
            case TIME -> {
                OffsetDateTime time = rows.getObject(index, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case TEXT_LIST, INTEGER_LIST -> {
                Array array = rows.getArray(index);
                yield array == null ? null : Arrays.asList((Object[]) array.getArray());
            }
        };
    }

    /** A stored value in the type of its record component: a store keeps all numbers as Long. */
    public static Object asDeclared(ColumnSpec column, Object value) {
        Class<?> type = column.component().getType();
        boolean isInt = type == int.class || type == Integer.class;
        return isInt && value instanceof Long number ? (Object) number.intValue() : value;
    }

    private static void bindList(PreparedStatement statement, int index, String type, List<?> list)
            throws SQLException {
        if (list == null) {
            statement.setNull(index, Types.ARRAY);
        } else {
            statement.setArray(index, statement.getConnection().createArrayOf(type, list.toArray()));
        }
    }

    public static String text(String raw) {
        String kept = raw;
        if (raw.length() > TEXT_LIMIT) {
            // The text with its mark is not longer than the limit, so that a stored text is its own stored form.
            int length = TEXT_LIMIT - MARK_ROOM;
            kept = raw.substring(0, length) + cutMark(raw.length() - length, "characters");
        }
        for (int i = 0; i < kept.length(); i++) {
            char c = kept.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaceUnstorable(kept);
            }
        }
        return kept;
    }

    private static String replaceUnstorable(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean unpaired = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            result.appendCodePoint(c == 0 ? 0x2400 : unpaired ? 0xFFFD : c);
        }
        return result.toString();
    }

    private static String cutMark(int missing, String what) {
        return "…[cut: %,d more %s]".formatted(missing, what);
    }

    private static Instant time(Instant raw) {
        Instant bounded = raw.isBefore(EARLIEST) ? EARLIEST : raw.isAfter(LATEST) ? LATEST : raw;
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    private static List<String> texts(List<?> raw) {
        int kept = Math.min(raw.size(), LIST_LIMIT);
        List<String> result = new ArrayList<>(kept);
        for (int i = 0; i < kept; i++) {
            Object element = raw.get(i);
            result.add(element == null ? null : text((String) element));
        }
        if (raw.size() > LIST_LIMIT) {
            result.set(LIST_LIMIT - 1, cutMark(raw.size() - LIST_LIMIT + 1, "elements"));
        }
        return result;
    }

    private static List<Long> integers(List<?> raw) {
        return raw.stream()
                .limit(LIST_LIMIT)
                .map(number -> number == null ? null : ((Number) number).longValue())
                .toList();
    }
}
