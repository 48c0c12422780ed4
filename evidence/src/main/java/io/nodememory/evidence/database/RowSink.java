package io.nodememory.evidence.database;

import io.nodememory.evidence.value.Values;
import java.sql.SQLException;
import java.util.List;

/** Writes a capture's rows of one table into a database. */
public interface RowSink {
    /**
     * Adds a row.
     *
     * @param key {@link SqlNames#ROW_KEY}
     * @param values in the form of {@link Values#normal}, in the order of the table's columns
     */
    void add(long key, List<Object> values) throws SQLException;

    /** Sends the added rows. */
    void flush() throws SQLException;

    /** Ends the table; no row can be added afterwards. */
    void finish() throws SQLException;
}
