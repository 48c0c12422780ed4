package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.TableSpec;

/** Receives the rows of one capture, for a store of this machine or of another. For use by one thread. */
public interface CaptureSink extends AutoCloseable {
    CaptureInfo info();

    /** Records that a table was walked, so that a table without rows is on record too. */
    void table(TableSpec<?> table);

    /**
     * Adds a row.
     *
     * @throws java.util.concurrent.CancellationException if this thread is interrupted; it still is afterwards
     * @throws io.nodememory.kernel.BadInputException if the row is rejected
     */
    <R extends Record> void add(TableSpec<R> table, R row);

    /** @throws io.nodememory.kernel.BadInputException if a row added before was rejected */
    void check();

    /**
     * Ends the capture.
     *
     * @param imageSha256 null if the image was not hashed or could not be read to its end
     * @param complete whether every table was walked to its end
     */
    Capture finish(String imageSha256, boolean complete);

    /** Discards an unfinished capture. */
    @Override
    void close();
}
