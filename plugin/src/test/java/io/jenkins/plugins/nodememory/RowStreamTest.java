package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.remoting.FastPipedInputStream;
import hudson.remoting.FastPipedOutputStream;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.transfer.CaptureSender;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows pass through the controller: those of this test together are larger than the heap it has. */
class RowStreamTest {
    private static final int CHARACTERS = 128 * 1024;

    @Test
    void moreRowsThanFitInTheHeapAreStored(@TempDir Path folder) throws Exception {
        long heap = Runtime.getRuntime().maxMemory();
        long rows = heap * 5 / 4 / CHARACTERS;
        @SuppressWarnings("unchecked")
        TableSpec<Record> tasks =
                (TableSpec<Record>) (TableSpec<?>) Tables.find("tasks").orElseThrow();
        CaptureInfo info = CaptureInfos.named("large");
        FastPipedInputStream in = new FastPipedInputStream();
        FastPipedOutputStream out = new FastPipedOutputStream(in);
        CompletableFuture<Void> agent = CompletableFuture.runAsync(() -> {
            try (out;
                    CaptureSender sender = new CaptureSender(info, out)) {
                for (long row = 0; row < rows; row++) {
                    sender.add(tasks, Rows.of(tasks, Map.of("pid", (int) row, "cmdline", "x".repeat(CHARACTERS))));
                }
                sender.finish(null, true);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try (EvidenceStore store = EvidenceStore.open(folder.resolve("large").toString(), Access.WRITE)) {
            Capture capture = store.receive(in, sent -> sent);
            agent.join();
            assertThat(store.tablesOf(capture.id()))
                    .anySatisfy(table -> assertThat(table.rowCount()).isEqualTo(rows));
        }
    }
}
