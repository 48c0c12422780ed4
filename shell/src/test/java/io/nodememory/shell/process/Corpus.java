package io.nodememory.shell.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of real captures, where there is one. */
final class Corpus {
    private Corpus() {}

    /** A capture's folder; without a corpus the test is skipped, which is said aloud. */
    static Path capture(String name) {
        Path corpus = find();
        Path folder = corpus == null ? null : corpus.resolve(name);
        boolean there = folder != null && Files.isDirectory(folder);
        if (!there) {
            System.err.println("SKIPPED: no capture " + name + " (name the corpus with -Dnodemem.corpus=FOLDER)");
        }
        assumeTrue(there, "no capture " + name);
        return folder;
    }

    private static Path find() {
        String named = System.getProperty("nodemem.corpus");
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/corpus"))) {
                return at.resolve("shared/corpus");
            }
        }
        return null;
    }
}
