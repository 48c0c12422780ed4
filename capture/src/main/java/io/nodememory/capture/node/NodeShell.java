package io.nodememory.capture.node;

import java.io.IOException;
import java.util.Map;

/** A way to run a POSIX shell as root on a node: on this machine, through a program such as ssh, in a pod. */
public interface NodeShell extends AutoCloseable {
    /** The way as messages and manifests name it, such as {@code this machine}. */
    String description();

    /** What those who give the shell know of the node, for a manifest: a cluster's API does. */
    default Map<String, Object> facts() {
        return Map.of();
    }

    /**
     * Starts a shell that runs a script and leaves it its standard input.
     *
     * @throws IOException if it cannot be started; a sentence that says why
     */
    ShellSession start(String script) throws IOException;

    @Override
    void close();
}
