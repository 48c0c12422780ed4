package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.TableSpec;

/** Where the rows of one capture go: into a store of this machine, or to another machine's. For use by one thread. */
public interface CaptureSink extends AutoCloseable {
    CaptureInfo info();

    /** Says that a table was looked at, so that "no rows" is on record. */
    void table(TableSpec<?> table);

    /**
     * Adds a row.
     *
     * @throws java.util.concurrent.CancellationException if this thread is interrupted; it still is afterwards
     * @throws io.nodememory.kernel.BadInputException if the row cannot be taken
     */
    <R extends Record> void add(TableSpec<R> table, R row);

    /** @throws io.nodememory.kernel.BadInputException if what was added so far could not be taken */
    void check();

    /**
     * Ends the capture.
     *
     * @param imageSha256 null if the image could not be read to its end
     * @param complete whether every table was walked to its end
     */
    Capture finish(String imageSha256, boolean complete);

    /** Takes back what is not finished. */
    @Override
    void close();
}
