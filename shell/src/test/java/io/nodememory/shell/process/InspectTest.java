package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The typed view as a command and in the shell. */
class InspectTest {
    private static final Path SAMPLE = Path.of("../samples/node").toAbsolutePath();
    private static final String IMAGE = SAMPLE.resolve("node.avml").toString();
    private static final String SYMBOLS = SAMPLE.resolve("symbols.json.xz").toString();

    /** The jar that runs alone. */
    private static final Path STANDALONE = Path.of("target/nodemem.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    /** A cache of its own: other tests know the same kernel by other symbols. */
    private Map<String, String> environment() {
        return Map.of(
                "NODEMEM_OFFLINE", "1", "NODEMEM_CACHE", folder.resolve("cache").toString());
    }

    private Nodemem.Result run(String... arguments) throws Exception {
        return Nodemem.run(folder, environment(), Nodemem.LAUNCHER.toString(), arguments);
    }

    private Nodemem.Result script(String arguments, String... lines) throws Exception {
        Path file = Files.writeString(folder.resolve("script"), String.join("\n", lines) + "\n");
        return Nodemem.run(
                folder,
                environment(),
                "/bin/sh",
                "-c",
                "%s shell %s < %s".formatted(Nodemem.LAUNCHER, arguments, file));
    }

    @Test
    void expressionsAreAnsweredInTheirOrder() throws Exception {
        Nodemem.Result result = run(
                "inspect",
                IMAGE,
                "--symbols",
                SYMBOLS,
                "symbol('init_task').comm",
                "list_for_each('modules', 'module', 'list').name");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("char [16] = \"swapper/0\"\n0xffff").contains("\"overlay\"");
        Nodemem.Result wrong = run("inspect", IMAGE, "--symbols", SYMBOLS, "read(0x10, 4)");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).isEqualTo("nodemem: 0x0000000000000010 is not mapped, or not in the image\n");
    }

    @Test
    void theShellLooksIntoTheImageThatItRead() throws Exception {
        Nodemem.Result result = script(
                IMAGE + " --symbols " + SYMBOLS,
                "tasks.where { name == 'redis-server' }.select { [pid] }",
                "symbol('init_task').comm",
                "list_for_each('modules',",
                "  'module', 'list').name",
                "code tasks",
                "help struct");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("280", "\"swapper/0\"", "\"veth\"")
                .contains("public record TaskRow(", "static void walk(Walk<TaskRow> walk)")
                .contains("The struct at an address");
    }

    @Test
    void aStoreAloneHasNoMemoryUntilItsImageIsOpened() throws Exception {
        assertThat(run("analyze", IMAGE, "--symbols", SYMBOLS).status()).isZero();
        Nodemem.Result none = script("", "symbol('init_task').comm", "code nothing");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("no image is open", "there is no table 'nothing'");
        Nodemem.Result opened = script("", "open", "symbol('init_task').comm", "open " + folder.resolve("absent"));
        assertThat(opened.out()).contains("\"swapper/0\"");
        assertThat(opened.err()).contains("absent");
    }

    @Test
    void instructionsHaveTheNamesOfWhatTheyCall() throws Exception {
        // One of the pages of code that the sample has.
        String[] arguments = {"inspect", IMAGE, "--symbols", SYMBOLS, "disasm('x64_sys_call', 60)"};
        Nodemem.Result result = run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(60);
        assertThat(result.out())
                .containsPattern("<x64_sys_call> .*\n.*<x64_sys_call\\+0x[0-9a-f]+> .* cmp esi,")
                .containsPattern("call 0x[0-9a-f]{16} +; \\w+|jmp 0x[0-9a-f]{16} +; \\w+");
        Nodemem.Result alone = Nodemem.run(
                folder,
                environment(),
                ProcessHandle.current().info().command().orElseThrow(),
                Stream.concat(Stream.of("-jar", STANDALONE.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
        assertThat(alone.out()).isEqualTo(result.out());
    }
}
