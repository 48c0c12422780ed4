package io.nodememory.kernel.symbols.isf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the captures that tests may read: the system property {@code nodemem.corpus}, or a folder above this one. */
final class Corpus {
    private Corpus() {}

    /** The ISF files of all captures; the test is skipped where there is none. */
    static List<Path> isfFiles() throws IOException {
        Path corpus = folder();
        assumeTrue(corpus != null, "SKIPPED: no folder shared/corpus above this one and no -Dnodemem.corpus");
        try (Stream<Path> files = Files.walk(corpus, 2)) {
            List<Path> found =
                    files.filter(f -> f.endsWith("symbols.json.xz")).sorted().toList();
            assumeTrue(!found.isEmpty(), "SKIPPED: no symbols.json.xz in " + corpus);
            return found;
        }
    }

    private static Path folder() {
        String given = System.getProperty("nodemem.corpus");
        if (given != null) {
            return Path.of(given);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path corpus = at.resolve("shared").resolve("corpus");
            if (Files.isDirectory(corpus)) {
                return corpus;
            }
        }
        return null;
    }
}
