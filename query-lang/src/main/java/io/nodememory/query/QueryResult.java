package io.nodememory.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of a query, which can be read once and in order. The kind of a column determines the class of its values: Long
 * (numbers, addresses), Boolean, String, Instant, a List of String or Long; any value can be null.
 */
public final class QueryResult implements Iterator<Object[]>, AutoCloseable {
    private final List<ResultColumn> columns;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final QueryContext context;
    private final boolean streams;
    private Object[] next;
    private long count;
    private boolean truncated;

    QueryResult(
            List<ResultColumn> columns,
            PreparedStatement statement,
            ResultSet rows,
            QueryContext context,
            boolean streams) {
        this.streams = streams;
        this.columns = columns;
        this.statement = statement;
        this.rows = rows;
        this.context = context;
    }

    public List<ResultColumn> columns() {
        return columns;
    }

    /** Whether the query has more rows than the context's maxRows; valid after the last row has been read. */
    public boolean isTruncated() {
        return truncated;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !truncated) {
            try {
                advance();
            } catch (SQLException e) {
                throw QueryRun.explain(e, context);
            }
        }
        return next != null;
    }

    private void advance() throws SQLException {
        if (!rows.next()) {
            return;
        }
        if (context.maxRows() > 0 && count == context.maxRows()) {
            truncated = true;
            return;
        }
        count++;
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(i);
        }
        next = row;
    }

    private Object value(int i) throws SQLException {
        return switch (columns.get(i).kind()) {
            case INTEGER, ADDRESS -> number(rows.getObject(i + 1));
            case BOOLEAN -> {
                boolean flag = rows.getBoolean(i + 1);
                yield rows.wasNull() ? null : (Object) flag;
            }
            case TEXT -> text(rows.getObject(i + 1));
            case TIME -> {
                OffsetDateTime time = rows.getObject(i + 1, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case TEXT_LIST, INTEGER_LIST -> {
                Array array = rows.getArray(i + 1);
                yield array == null ? null : Arrays.asList((Object[]) array.getArray());
            }
        };
    }

    /** A number as Long; a duration is rounded down to whole seconds. */
    private static Long number(Object value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            try {
                return decimal.setScale(0, RoundingMode.FLOOR).longValueExact();
            } catch (ArithmeticException e) {
                throw new SQLException("a sum has more than 64 bits", QueryRun.NUMBER_OUT_OF_RANGE, e);
            }
        }
        return value == null ? null : (Long) ((Number) value).longValue();
    }

    /** A value as text. Numbers with a fraction have the same text from every database. */
    private static String text(Object value) {
        if (value instanceof Number) {
            return new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
        }
        return value == null ? null : value.toString();
    }

    @Override
    public Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Object[] row = next;
        next = null;
        return row;
    }

    @Override
    public void close() {
        context.cancellation().end();
        try {
            QueryRun.close(statement, streams);
        } catch (SQLException e) {
            throw QueryRun.explain(e, context);
        }
    }
}
