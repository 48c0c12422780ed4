package io.nodememory.kernel.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real captures with the guest's own /proc as the expected answer: folders of image, symbols and truth.json. */
public final class Corpus {
    /** A capture: {@code node.avml} or {@code mem.elf}, {@code symbols.json.xz}, {@code truth.json} in one folder. */
    public record Sample(Path folder) {
        public Path image() {
            Path avml = folder.resolve("node.avml");
            return Files.exists(avml) ? avml : folder.resolve("mem.elf");
        }

        public Path symbols() {
            return folder.resolve("symbols.json.xz");
        }

        public Path truth() {
            return folder.resolve("truth.json");
        }

        @Override
        public String toString() {
            return folder.getFileName().toString();
        }
    }

    private Corpus() {}

    /** The captures, or none where there is no corpus on this machine, which is said on standard error. */
    public static List<Sample> samples() {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            System.err.println(
                    "SKIPPED: no corpus of captures found (shared/corpus in a parent folder, or -Dnodemem.corpus)");
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder.get())) {
            return folders.sorted()
                    .map(Sample::new)
                    .filter(s -> Files.exists(s.truth()) && Files.exists(s.image()) && Files.exists(s.symbols()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> folder() {
        String given = System.getProperty("nodemem.corpus");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path candidate = up.resolve("shared/corpus");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
