package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A shell of a program on this machine: {@code sh} itself, or a program such as {@code ssh node sudo sh}. */
public final class ProcessShell implements NodeShell {
    private final String description;
    private final List<String> command;

    private ProcessShell(String description, List<String> command) {
        this.description = description;
        this.command = command;
    }

    /** A shell on this machine, which is the node. */
    public static NodeShell local() {
        return new ProcessShell("this machine", List.of("sh"));
    }

    /**
     * A shell of another program.
     *
     * @param program a command line for {@code sh -c}, which must run the script on its standard input
     */
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
            // The shell may read ahead: the script's own input follows after its first answer.
            session.input().write(script.getBytes(StandardCharsets.US_ASCII));
            session.input().flush();
        } catch (IOException e) {
            // The program has ended. The reader of its output reports that, with its error output.
        }
        return session;
    }

    @Override
    public void close() {
        // Each session is a process of its own.
    }
}
