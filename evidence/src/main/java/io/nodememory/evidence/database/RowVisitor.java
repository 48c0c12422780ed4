package io.nodememory.evidence.database;

import java.io.IOException;
import java.util.List;

/** Is given the rows of a table, one after the other. */
public interface RowVisitor {
    /** @param values in the order of the table's columns: Long, Boolean, String, Instant, List or null; the visitor's to keep */
    void row(List<Object> values) throws IOException;
}
