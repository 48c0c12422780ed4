package io.nodememory.shell.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Where files from an image are written to. */
interface FileSink extends Closeable {
    /** The content of a file. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a file; none of the name may have been written before.
     *
     * @param name relative, with {@code /}, of {@link SafeNames}
     * @param length of the content in bytes
     * @param modified null if not known
     */
    void add(String name, long length, Instant modified, Content content) throws IOException;
}
