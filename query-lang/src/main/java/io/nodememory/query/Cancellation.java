package io.nodememory.query;

import io.nodememory.query.source.QueryException;
import java.sql.SQLException;
import java.sql.Statement;

/** Stops a running query from another thread, such as a handler of Ctrl-C. An instance serves one query. */
public final class Cancellation {
    private Statement statement;
    private boolean cancelled;

    /** Stops the query; a query that has not started yet fails at its start. */
    public synchronized void cancel() {
        cancelled = true;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // The statement has ended in the meantime, so there is nothing to stop.
                statement = null;
            }
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized void begin(Statement running) {
        if (cancelled) {
            throw new QueryException("the query was cancelled");
        }
        statement = running;
    }

    synchronized void end() {
        statement = null;
    }
}
