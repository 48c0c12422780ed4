package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.kernel.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell at a real terminal: typed at and read like a person does. */
class TmuxTest {
    private static final int WIDTH = 100;

    @TempDir
    private Path folder;

    private String socket;

    @BeforeEach
    void openShell() throws Exception {
        boolean tmux = hasTmux();
        if (!tmux) {
            System.err.println("SKIPPED: no tmux, so the shell is not tried at a real terminal");
        }
        assumeTrue(tmux, "no tmux");
        AnalyzedCapture.copyTo(folder.resolve(".nodemem/evidence"));
        // Of each test its own: a server that is still ending would take the next test's session with it
        socket = "nodemem-test-" + UUID.randomUUID();
        tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                Integer.toString(WIDTH),
                "-y",
                "24",
                Nodemem.LAUNCHER + "; echo has left; cat");
        until(screen -> screen.contains("nodemem 1 first>"));
    }

    @AfterEach
    void closeTerminal() throws Exception {
        if (socket != null) {
            tmux("kill-server");
        }
    }

    private static boolean hasTmux() throws InterruptedException {
        try {
            return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Waiting.untilEnd(process, command::toString);
        return out;
    }

    private void type(String text) throws Exception {
        tmux("send-keys", "-l", text);
    }

    private void key(String name) throws Exception {
        tmux("send-keys", name);
    }

    private String until(Predicate<String> seen) throws Exception {
        AtomicReference<String> screen = new AtomicReference<>();
        Waiting.until(
                () -> {
                    screen.set(tmux("capture-pane", "-p"));
                    return seen.test(screen.get());
                },
                () -> "what is on the screen:\n" + screen.get());
        return screen.get();
    }

    @Test
    void asksForTheKeyOfAnEncryptedStore() throws Exception {
        String secret = "typed by nobody";
        Files.copy(folder.resolve(".nodemem/evidence.mv.db"), folder.resolve("locked.mv.db"));
        Nodemem.Result encrypted = Nodemem.run(
                folder,
                Map.of("NODEMEM_STORE_KEY", secret),
                Nodemem.LAUNCHER.toString(),
                "store",
                "encrypt",
                "--store",
                "locked");
        assertThat(encrypted.status()).isZero();
        tmux("new-window", Nodemem.LAUNCHER + " shell --store locked; echo has left; cat");
        until(screen -> screen.contains("Key of the store locked:"));
        type(secret);
        key("Enter");
        String screen = until(text -> text.contains("nodemem 1 first>"));
        assertThat(screen).doesNotContain(secret);
        type("tasks.count()");
        key("Enter");
        until(text -> text.contains(Integer.toString(AnalyzedCapture.TASKS)));
    }

    @Test
    void completesAnswersPagesAndSurvivesCtrlC() throws Exception {
        type("contai");
        key("Tab");
        until(screen -> screen.contains("nodemem 1 first> containers"));
        type(".sel");
        key("Tab");
        until(screen -> screen.contains("containers.select("));
        type("runtime, pids)");
        key("Enter");
        String answer = until(screen -> screen.contains("3 rows"));
        assertThat(answer).contains("runtime     pids", "containerd     2");

        type("tasks.where { name == 'wor");
        key("Tab");
        until(screen -> screen.contains("name == 'work'"));
        key("C-c");
        until(screen -> screen.stripTrailing().endsWith("nodemem 1 first>"));

        type("tasks");
        key("Enter");
        String page = until(screen -> screen.contains("more: space"));
        assertThat(page.lines()).allMatch(line -> line.length() <= WIDTH).anyMatch(line -> line.contains("init"));
        key("Space");
        until(screen -> screen.contains("more: space") && !screen.contains(" init "));
        key("C-c");
        until(screen -> screen.lines().anyMatch("stopped"::equals));

        type("mounts.where {");
        key("Enter");
        type("type == 'bpf' }.count()");
        key("Enter");
        until(screen -> screen.contains("count") && screen.stripTrailing().endsWith("nodemem 1 first>"));

        type("captures.nonsense");
        key("Enter");
        until(screen -> screen.contains("captures.nonsense\n") && screen.contains("^"));
        key("C-d");
        until(screen -> screen.contains("has left"));
    }
}
