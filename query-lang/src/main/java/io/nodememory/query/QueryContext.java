package io.nodememory.query;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;

/**
 * What a query runs on.
 *
 * @param connection to the store; used by one query at a time
 * @param capture id of the capture that is asked
 * @param baseline id of the capture that {@code baseline} means, or null
 * @param now what {@code now()} means
 * @param captured what {@code captured()} means: when the image was taken, or null if unknown
 * @param maxRows of the result, 0 for all; {@link QueryResult#isTruncated()} says whether there were more
 * @param timeout zero for none
 * @param cancellation by which another thread can stop the query
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

    /** One capture, all rows, no timeout. */
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
