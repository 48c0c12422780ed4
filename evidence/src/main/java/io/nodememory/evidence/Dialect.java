package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A place that holds evidence, and what its database does in its own way. All other SQL of this module is common to them. */
interface Dialect extends AutoCloseable {
    /** The place as messages name it. */
    String place();

    /** Whether there is a store yet. */
    boolean exists();

    /** Makes the place ready for the first connection; called only where {@link #exists()} is false. */
    void create();

    /** The connection that keeps the store open, with the right to change it if {@code access} says so. */
    Connection connect(Access access) throws SQLException;

    /** A connection that can only select from the tables; the store is open already. */
    Connection connectReader() throws SQLException;

    /** Whether a database without tables is a store to be, rather than the ruin of one. */
    boolean mayBeEmpty();

    /** Whether a capture is committed batch by batch ({@link UnfinishedCaptures}) rather than as one transaction. */
    boolean commitsByBatch();

    /** Statements that make the reader of {@link #connectReader} and let it read every table; safe to repeat. */
    List<String> grants();

    /** Statements that tell the planner of a new capture's size. */
    List<String> refreshStatistics();

    /** Forgets how to connect. */
    @Override
    void close();

    /** The sentence for what the database said. */
    BadInputException explain(Exception failure);
}
