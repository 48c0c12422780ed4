package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A full capture by the packed command of a node that comes no further once it is asked for memory. */
final class HangingCapture {
    private static final long PATIENCE_SECONDS = 60;

    private HangingCapture() {}

    /** What a node's shell has to begin with; the process that hangs writes its id into the file. */
    static String prologue(Path asked) {
        return "dd() { case \"$*\" in *bs=1048576*) echo $$ >>%s; sleep 300;; *) env dd \"$@\";; esac; }"
                .formatted(asked);
    }

    /**
     * Starts one and waits until it hangs.
     *
     * @param work folder to start it in, for its image
     * @param said where its output goes
     * @param node options that say which node
     */
    static Process start(Path work, Path said, Path asked, String... node) throws IOException {
        List<String> command = new ArrayList<>(List.of(Nodemem.LAUNCHER.toString(), "capture"));
        command.addAll(List.of(node));
        command.addAll(List.of("--full", "--no-analysis", "-o", "full.lime"));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); !Files.exists(asked); ) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(() -> "a capture that goes on: " + contentOf(said))
                    .isTrue();
            Thread.onSpinWait();
        }
        return process;
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
