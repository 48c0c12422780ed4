package io.nodememory.evidence.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the rows of a crafted image: each has the most text that a string can have. */
class LargeRowsTest {
    private static final int ROWS = 2_000;
    private static final int LENGTH = 128 << 10;

    @TempDir
    Path folder;

    @Test
    void rowsOfManyKilobytesAreStoredInASmallHeap() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx160m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeRowsTest.class.getName(),
                        folder.resolve("evidence").toString()))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(ROWS + " rows\n");
        assertThat(process.waitFor()).isZero();
    }

    /** The main class of another process, which writes 250 MiB of text. */
    public static void main(String[] arguments) {
        try (EvidenceStore store = EvidenceStore.open(arguments[0], Access.WRITE, SampleTables.ALL);
                CaptureWriter writer = store.begin(SampleTables.info())) {
            for (int i = 0; i < ROWS; i++) {
                writer.add(
                        SampleTables.PROCESSES,
                        SampleTables.process(i, Character.toString('a' + i % 26).repeat(LENGTH)));
            }
            Capture capture = writer.finish(null, true);
            System.out.println(store.tablesOf(capture.id()).stream()
                            .filter(table -> table.name().equals("processes"))
                            .findFirst()
                            .orElseThrow()
                            .rowCount()
                    + " rows");
        }
    }
}
