package io.nodememory.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shell scripts that users run or read: shellcheck has nothing to say of any. */
class ScriptsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void shellcheckFindsNothing() throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck")));
        if (!there) {
            System.err.println("SKIPPED: scripts are not checked (there is no shellcheck on the PATH)");
        }
        assumeTrue(there, "no shellcheck");
        List<String> command = new ArrayList<>(List.of("shellcheck"));
        command.addAll(scripts());
        assertThat(command).hasSizeGreaterThan(10);
        Process process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    private static List<String> scripts() throws IOException {
        List<String> scripts = new ArrayList<>(List.of("shell/src/main/dist/nodemem"));
        try (Stream<Path> files = Files.walk(ROOT.resolve("samples"))) {
            files.filter(file -> Files.isRegularFile(file) && isScript(file))
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .forEach(scripts::add);
        }
        return scripts;
    }

    private static boolean isScript(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".sh") || name.equals("init");
    }
}
