package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A full capture by the packed command that comes to a point from which it does not go on. */
final class HangingCapture {
    private static final long PATIENCE_MINUTES = 10;

    private final Process process;
    private final Path said;
    private List<ProcessHandle> children = List.of();

    private HangingCapture(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /**
     * The beginning of a node's shell script: it writes the file when it is asked for memory, and never answers.
     */
    static String prologue(Path asked) {
        return "dd() { case \"$*\" in *bs=1048576*) echo $$ >>%s; sleep 600;; *) env dd \"$@\";; esac; }"
                .formatted(asked);
    }

    /**
     * Starts a capture.
     *
     * @param work folder to start it in, for its image
     * @param said file for its output
     * @param node options that name the node
     */
    static HangingCapture start(Path work, Path said, String... node) throws IOException {
        List<String> command = new ArrayList<>(List.of(Nodemem.LAUNCHER.toString(), "capture"));
        command.addAll(List.of(node));
        command.addAll(List.of("--full", "--no-analysis", "-o", "full.lime"));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return new HangingCapture(process, said);
    }

    /** Waits until the capture has come to its point. */
    void await(BooleanSupplier point) throws Exception {
        Waiting.until(
                () -> point.getAsBoolean() || failIfEnded(), () -> "the point of the capture: " + contentOf(said));
        children = process.descendants().toList();
    }

    /** Returns false while the capture runs; fails once it has ended, since it then never comes to its point. */
    private boolean failIfEnded() {
        assertThat(process.isAlive())
                .as(() -> "a capture that goes on: " + contentOf(said))
                .isTrue();
        return false;
    }

    /** Sends a signal and waits for the end; returns the exit status. */
    int end(String signal) throws Exception {
        int sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).isZero();
        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    /** Waits for the end of the programs that the capture had started. */
    void awaitChildren() throws Exception {
        for (ProcessHandle child : children) {
            child.onExit().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        }
    }

    /** Ends the capture and what it started, if they still run. */
    void kill() throws InterruptedException {
        children.forEach(ProcessHandle::destroyForcibly);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
