package io.nodememory.query;

import io.nodememory.evidence.value.StoredText;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.sql.Sql;
import io.nodememory.query.sql.SqlDialect;
import io.nodememory.query.tree.Bind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/** Starts a query, and turns a database error into one sentence. */
final class QueryRun {
    /** SQLSTATE query_canceled of both databases, after a timeout or a cancellation. */
    private static final String CANCELLED = "57014";

    /** SQLSTATE numeric_value_out_of_range of both databases. */
    static final String NUMBER_OUT_OF_RANGE = "22003";

    private static final Set<String> OUT_OF_RANGE = Set.of(NUMBER_OUT_OF_RANGE, "22008");

    /** Rows of one fetch from a database server. */
    private static final int FETCH = 1_000;

    private QueryRun() {}

    static QueryResult start(Query query, QueryContext context) {
        PreparedStatement statement = null;
        boolean streams = false;
        try {
            SqlDialect dialect = SqlDialect.of(context.connection());
            streams = dialect == SqlDialect.POSTGRESQL && context.connection().getAutoCommit();
            if (streams) {
                // PostgreSQL sends rows in portions only within a transaction; otherwise it sends all rows before the
                // first one can be read.
                context.connection().setAutoCommit(false);
            }
            Sql sql = query.sql(dialect);
            statement = context.connection().prepareStatement(sql.text());
            bind(statement, sql, context);
            int seconds = (int) Math.min(Integer.MAX_VALUE, (context.timeout().toMillis() + 999) / 1000);
            statement.setQueryTimeout(seconds);
            if (context.maxRows() > 0 && context.maxRows() < Integer.MAX_VALUE) {
                statement.setMaxRows(context.maxRows() + 1);
            }
            if (streams) {
                statement.setFetchSize(FETCH);
            }
            context.cancellation().begin(statement);
            ResultSet rows = statement.executeQuery();
            return new QueryResult(query.columns(), statement, rows, context, streams);
        } catch (SQLException | RuntimeException e) {
            context.cancellation().end();
            close(statement, streams, e);
            throw e instanceof SQLException sql ? explain(sql, context) : (RuntimeException) e;
        }
    }

    private static void close(PreparedStatement statement, boolean streams, Exception because) {
        try {
            if (statement != null) {
                close(statement, streams);
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** @param streams whether the statement began a transaction, which has only read */
    static void close(PreparedStatement statement, boolean streams) throws SQLException {
        Connection connection = statement.getConnection();
        statement.close();
        if (streams) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void bind(PreparedStatement statement, Sql sql, QueryContext context) throws SQLException {
        int index = 0;
        for (Bind bind : sql.binds()) {
            Object value = value(bind, context);
            if (value instanceof Instant time) {
                statement.setObject(++index, time.atOffset(ZoneOffset.UTC));
            } else {
                statement.setObject(++index, value);
            }
        }
    }

    private static Object value(Bind bind, QueryContext context) {
        if (bind instanceof Bind.CaptureId id) {
            return capture(id.baseline(), context);
        } else if (bind instanceof Bind.CaptureKey key) {
            return key.of(capture(key.baseline(), context));
        } else if (bind instanceof Bind.Clock clock) {
            Instant base = clock.captured() ? context.captured() : context.now();
            if (base == null) {
                throw new QueryException(
                        "the time of this capture is not known: write date('…') in place of captured()");
            }
            return base.plusSeconds(clock.plusSeconds());
        }
        Object literal = ((Bind.Literal) bind).value();
        return literal instanceof String text ? StoredText.of(text) : literal;
    }

    private static long capture(boolean baseline, QueryContext context) {
        if (baseline && context.baseline() == null) {
            throw new QueryException("the query needs a baseline: name a capture with --baseline");
        }
        return baseline ? context.baseline() : context.capture();
    }

    static QueryException explain(SQLException e, QueryContext context) {
        if (CANCELLED.equals(e.getSQLState())) {
            return context.cancellation().isCancelled()
                    ? new QueryException("the query was cancelled", e)
                    : new QueryException(
                            "the query took longer than " + context.timeout().toSeconds()
                                    + " s and was stopped; narrow it with where or limit",
                            e);
        }
        if (OUT_OF_RANGE.contains(String.valueOf(e.getSQLState()))) {
            return new QueryException(
                    "the query failed: a number in it has more than 64 bits, or a time is too far off", e);
        }
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        // H2 repeats the statement in its messages, which the author of the query does not know.
        int statement = message.indexOf("; SQL statement");
        String sentence = statement < 0 ? message : message.substring(0, statement);
        return new QueryException("the query failed: " + SourceText.printable(sentence), e);
    }
}
