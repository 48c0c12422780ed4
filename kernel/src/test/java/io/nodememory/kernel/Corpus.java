package io.nodememory.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shared corpus of real captures, which lies beside the repository: tests that need it are skipped without it. */
public final class Corpus {
    private Corpus() {}

    /** The corpus' folders, one for each capture; empty where there is no corpus. */
    public static List<Path> captures() {
        Path root = root();
        if (root == null) {
            System.err.println("SKIPPED: no corpus of real captures (set -Dnodemem.corpus=FOLDER)");
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(folder -> Files.isRegularFile(folder.resolve("node.avml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path root() {
        String named = System.getProperty("nodemem.corpus");
        if (named != null) {
            return Path.of(named);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path candidate = folder.resolve("shared/corpus");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
            folder = folder.getParent();
        }
        return null;
    }
}
