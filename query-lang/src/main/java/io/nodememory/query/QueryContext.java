package io.nodememory.query;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;

/**
 * The capture, the clock and the limits of one run of a query.
 *
 * @param connection to the store, for one query at a time
 * @param capture id of the capture to query
 * @param baseline id of the capture that the word {@code baseline} means, or null
 * @param now the value of {@code now()}
 * @param captured the value of {@code captured()}, the time of the capture; null if unknown
 * @param maxRows of the result, 0 for all; {@link QueryResult#isTruncated()} reports whether there were more
 * @param timeout zero for none
 * @param cancellation lets another thread stop the query
 */
public record QueryContext(
        Connection connection,
        long capture,
        Long baseline,
        Instant now,
        Instant captured,
        int maxRows,
        Duration timeout,
        Cancellation cancellation) {

    /** A context of one capture, with all rows and without a timeout. */
    public static QueryContext of(Connection connection, long capture) {
        return new QueryContext(connection, capture, null, Instant.now(), null, 0, Duration.ZERO, new Cancellation());
    }

    public QueryContext withBaseline(Long id) {
        return new QueryContext(connection, capture, id, now, captured, maxRows, timeout, cancellation);
    }

    public QueryContext withTimes(Instant present, Instant ofCapture) {
        return new QueryContext(connection, capture, baseline, present, ofCapture, maxRows, timeout, cancellation);
    }

    public QueryContext withLimits(int rows, Duration time) {
        return new QueryContext(connection, capture, baseline, now, captured, rows, time, cancellation);
    }

    public QueryContext withCancellation(Cancellation by) {
        return new QueryContext(connection, capture, baseline, now, captured, maxRows, timeout, by);
    }
}
