package io.nodememory.shell.command;

import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ProcessShell;
import picocli.CommandLine.Option;

/** Where a capture's memory comes from: exactly one of the options. */
final class CaptureSource {
    @Option(names = "--local", description = "This machine (as root).", required = true)
    private boolean local;

    @Option(
            names = "--exec",
            paramLabel = "PROGRAM",
            required = true,
            description = "A program that gives a root shell on the node, such as 'ssh node sudo sh'.")
    private String program;

    NodeShell shell() {
        return local ? ProcessShell.local() : ProcessShell.through(program);
    }
}
