package io.nodememory.shell.process;

import io.nodememory.kernel.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the packed command as a process of its own. */
final class Nodemem {
    static final Path LAUNCHER = Path.of("target/nodemem").toAbsolutePath();

    /** How a process ended and what it wrote, as UTF-8. */
    record Result(int status, String out, String err) {
        String lastLine() {
            return out.lines().reduce((a, b) -> b).orElse("");
        }
    }

    private Nodemem() {}

    static Result run(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, Map.of(), LAUNCHER.toString(), arguments);
    }

    /** @param environment added to the usual one; an empty value removes the variable */
    static Result run(Path folder, Map<String, String> environment, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        File out = Files.createTempFile("nodemem", ".out").toFile();
        File err = Files.createTempFile("nodemem", ".err").toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out)
                    .redirectError(err);
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            int status = Waiting.untilEnd(process, command::toString);
            return new Result(status, read(out), read(err));
        } finally {
            Files.delete(out.toPath());
            Files.delete(err.toPath());
        }
    }

    private static String read(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }
}
