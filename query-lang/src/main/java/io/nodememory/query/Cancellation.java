package io.nodememory.query;

import io.nodememory.query.source.QueryException;
import java.sql.SQLException;
import java.sql.Statement;

/** Stops a running query from another thread, such as a handler of Ctrl-C. Good for one query. */
public final class Cancellation {
    private Statement statement;
    private boolean cancelled;

    /** Stops the query, or keeps it from starting. */
    public synchronized void cancel() {
        cancelled = true;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // The statement ended by itself in the meantime: there is nothing left to stop.
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
