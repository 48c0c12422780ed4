package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests one store that two processes use. */
class SharedStoreTest {
    @TempDir
    Path folder;

    private Process other;

    @AfterEach
    void endOther() throws Exception {
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondProcessReportsTheWriter() throws Exception {
        openElsewhere(Access.WRITE);
        for (Access access : Access.values()) {
            assertThatThrownBy(() -> open(access))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(
                            "the store " + spec() + ".mv.db: process " + other.pid() + " (java) has it open")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void manyProcessesReadAtOnceAndNoneWrites() throws Exception {
        open(Access.WRITE).close();
        openElsewhere(Access.READ);
        try (EvidenceStore store = open(Access.READ)) {
            assertThat(store.captures()).isEmpty();
        }
        assertThatThrownBy(() -> open(Access.WRITE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("process " + other.pid() + " (java) has it open");
    }

    @Test
    void theRowsOfAKilledWriterAreInvisibleAndDeleted() throws Exception {
        openElsewhere(Access.WRITE);
        other.destroyForcibly().waitFor();
        try (EvidenceStore store = open(Access.READ)) {
            assertThat(store.captures()).isEmpty();
            assertThat(count(store)).isNotEqualTo(0L);
        }
        try (EvidenceStore store = open(Access.WRITE)) {
            assertThat(store.captures()).isEmpty();
            assertThat(count(store)).isEqualTo(0L);
            Capture capture = SampleTables.capture(store, null, 1, "p");
            assertThat(capture.id()).isEqualTo(2);
            assertThat(store.verify(2).findings()).isEmpty();
        }
    }

    private static Object count(EvidenceStore store) {
        try (StoreQuery query = store.query("SELECT COUNT(*) FROM \"processes\"", List.of(), Waiting.LIMIT)) {
            query.execute();
            query.next();
            return query.row().get(0);
        }
    }

    private String spec() {
        return folder.resolve("evidence").toString();
    }

    private EvidenceStore open(Access access) {
        return EvidenceStore.open(spec(), access, SampleTables.ALL);
    }

    /** Starts another JVM that opens the store and then waits. A writer first adds rows of an unfinished capture. */
    private void openElsewhere(Access access) throws IOException {
        other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        spec(),
                        access.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("open");
    }

    /** The main class of the other JVM. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            Access access = Access.valueOf(arguments[1]);
            EvidenceStore store = EvidenceStore.open(arguments[0], access, SampleTables.ALL);
            if (access == Access.WRITE) {
                CaptureWriter writer = store.begin(SampleTables.info());
                for (int i = 0; i < 20_000; i++) {
                    writer.add(SampleTables.PROCESSES, SampleTables.process(i, "half"));
                }
                // At most 8,000 rows wait; the backup makes H2 write all committed ones to the file.
                store.backup(Path.of(arguments[0] + ".zip"));
            }
            System.out.println("open");
            // Until the test kills this process or ends.
            System.in.read();
        }
    }
}
