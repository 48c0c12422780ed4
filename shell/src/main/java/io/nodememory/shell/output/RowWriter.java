package io.nodememory.shell.output;

import java.io.IOException;
import java.util.List;

/** Writes one result: {@link #start}, then any number of {@link #row}, then {@link #finish}. Memory does not grow with the rows. */
public interface RowWriter {
    void start(List<OutputColumn> columns) throws IOException;

    /** @param values in the order of the columns: Long, Integer, Boolean, String, Instant, List or null */
    void row(List<?> values) throws IOException;

    void finish() throws IOException;
}
