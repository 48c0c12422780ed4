package io.nodememory.capture.node;

import java.io.IOException;
import java.util.Map;

/** Runs a POSIX shell as root on a node: on this machine, through a program such as ssh, or in a pod. */
public interface NodeShell extends AutoCloseable {
    /** The connection's name in messages and manifests, such as {@code this machine}. */
    String description();

    /** Facts about the node for a manifest, from the source of the shell, such as the API of a cluster. */
    default Map<String, Object> facts() {
        return Map.of();
    }

    /**
     * Starts a shell that runs a script. The script reads the standard input of the shell.
     *
     * @throws IOException if the shell cannot be started, with the reason
     */
    ShellSession start(String script) throws IOException;

    @Override
    void close();
}
