package io.nodememory.evidence.database;

import java.io.IOException;
import java.util.List;

/** Receives the rows of a table one by one. */
public interface RowVisitor {
    /** @param values in the order of the table's columns: Long, Boolean, String, Instant, List or null; the visitor may keep the list */
    void row(List<Object> values) throws IOException;
}
