package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A shell that a program of this machine gives: {@code sh} itself, or one like {@code ssh node sudo sh}. */
public final class ProcessShell implements NodeShell {
    private final String description;
    private final List<String> command;

    private ProcessShell(String description, List<String> command) {
        this.description = description;
        this.command = command;
    }

    /** This machine is the node. */
    public static NodeShell local() {
        return new ProcessShell("this machine", List.of("sh"));
    }

    /** @param program a line for {@code sh -c}; what it starts must run the script it reads from its standard input */
    public static NodeShell through(String program) {
        return new ProcessShell(program, List.of("sh", "-c", "exec " + program));
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public ShellSession start(String script) throws IOException {
        Process process = new ProcessBuilder(command).start();
        ProcessSession session = new ProcessSession(process);
        try {
            // The shell may read ahead, so what the script is to read is sent once it has answered.
            session.input().write(script.getBytes(StandardCharsets.US_ASCII));
            session.input().flush();
        } catch (IOException e) {
            // A program that has ended takes no script; that it gives no answer, and what it said, tells the reader of
            // its output.
        }
        return session;
    }

    @Override
    public void close() {
        // Each session is a process of its own.
    }
}
