package io.nodememory.shell.output;

import java.io.IOException;
import java.util.List;

/** Writes a result: {@link #start}, then {@link #row} any number of times, then {@link #finish}, in constant memory. */
public interface RowWriter {
    void start(List<OutputColumn> columns) throws IOException;

    /** @param values in the order of the columns: Long, Integer, Boolean, String, Instant, List or null */
    void row(List<?> values) throws IOException;

    void finish() throws IOException;
}
