package io.nodememory.capture.node;

import java.io.InputStream;
import java.io.OutputStream;

/** A script that runs on a node. */
public interface ShellSession extends AutoCloseable {
    OutputStream input();

    InputStream output();

    /** The last line of the script's error output, for messages. */
    String errors();

    /** Ends the script immediately; a read that waits for its output ends too. */
    @Override
    void close();
}
