package io.nodememory.shell.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** The destination of files from an image. */
interface FileSink extends Closeable {
    /** The content of a file. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, whose name must be new.
     *
     * @param name a relative path with {@code /} from {@link SafeNames}
     * @param length the length of the content in bytes
     * @param modified the time of modification; null if unknown
     */
    void add(String name, long length, Instant modified, Content content) throws IOException;
}
