package io.nodememory.query;

import java.sql.Connection;
import java.time.Instant;

/** Reads the time that {@code captured()} means: the clock of the captured machine. */
public final class CaptureClock {
    private CaptureClock() {}

    /** The clock of a capture's machine, or null if it could not be read. */
    public static Instant of(QueryEngine engine, Connection connection, long capture) {
        if (engine.catalogue().table("boot").isEmpty()) {
            return null;
        }
        QueryContext context = QueryContext.of(connection, capture);
        try (QueryResult result = engine.run("boot.select { [captured_at] }", context)) {
            return result.hasNext() ? (Instant) result.next()[0] : null;
        }
    }
}
