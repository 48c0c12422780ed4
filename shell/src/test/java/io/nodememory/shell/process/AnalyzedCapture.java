package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The capture on which most commands are tried, and a store with its analysis, made once for all tests. */
final class AnalyzedCapture {
    static final String RELEASE = "6.1.0-56-cloud-amd64";

    /** Rows of its table tasks. */
    static final int TASKS = 76;

    private static final Corpus.Sample SAMPLE = Corpus.sample("6.1.0-56-4level");

    static final String IMAGE = SAMPLE.image().toString();
    static final String SYMBOLS = SAMPLE.symbolFile().toString();

    private static Path folder;
    private static Nodemem.Result analysis;

    private AnalyzedCapture() {}

    /** With a cache of symbols that nobody has filled but the analysis, if it was made. */
    static Map<String, String> environment() {
        return Map.of("NODEMEM_CACHE", folder.resolve("cache").toString());
    }

    /** What {@code analyze} wrote and how it ended. */
    static synchronized Nodemem.Result analysis() throws IOException, InterruptedException {
        if (analysis == null) {
            folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "analyzed");
            analysis = Nodemem.run(
                    folder,
                    environment(),
                    Nodemem.LAUNCHER.toString(),
                    "analyze",
                    IMAGE,
                    "--symbols",
                    SYMBOLS,
                    "--name",
                    "first");
        }
        return analysis;
    }

    /** Copies the store to where {@code store} names one. */
    static void copyTo(Path store) throws IOException, InterruptedException {
        assertThat(analysis().status()).as(analysis().err()).isZero();
        Files.createDirectories(store.getParent());
        Files.copy(folder.resolve(".nodemem/evidence.mv.db"), store.resolveSibling(store.getFileName() + ".mv.db"));
    }
}
