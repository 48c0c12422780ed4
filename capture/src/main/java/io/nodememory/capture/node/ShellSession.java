package io.nodememory.capture.node;

import java.io.InputStream;
import java.io.OutputStream;

/** A script that runs on a node. */
public interface ShellSession extends AutoCloseable {
    OutputStream input();

    InputStream output();

    /** The last of what it wrote to standard error, for messages. */
    String errors();

    /** Ends the script, at once and whatever it does; reads that wait for its output end then. */
    @Override
    void close();
}
