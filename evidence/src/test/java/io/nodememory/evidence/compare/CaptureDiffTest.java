package io.nodememory.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.SampleTables.FileRow;
import io.nodememory.evidence.compare.CaptureDiff.TableDiff;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureDiffTest {
    @TempDir
    Path folder;

    /** The path identifies a file and the mode is compared; pids and addresses of another boot are no difference. */
    @Test
    void identitiesAreComparedNotRows() {
        try (EvidenceStore store = open()) {
            capture(store, file(1, "/same", "r"), file(2, "/gone", "r"), file(3, "/changed", "r"), file(9, null, "r"));
            capture(
                    store,
                    file(7, "/same", "r"),
                    file(8, "/same", "r"),
                    file(5, "/changed", "rw"),
                    file(6, "/new", "r"),
                    file(9, null, "r"));
            CaptureDiff diff = store.diff(1, 2, 10);
            TableDiff files = diff.tables().get(0);
            assertThat(diff.tables()).hasSize(1);
            assertThat(files.table().name()).isEqualTo("files");
            assertThat(files.added()).containsExactly(List.of(6L, 6L, "/new", "r"));
            assertThat(files.removed()).containsExactly(List.of(2L, 2L, "/gone", "r"));
            assertThat(files.changed())
                    .containsExactly(new CaptureDiff.Changed(
                            List.of("/changed"), List.of(List.of("r")), List.of(List.of("rw"))));
            assertThat(diff.notCompared())
                    .containsExactlyInAnyOrder(
                            "processes: capture 1 did not read this table",
                            "problems: its rows cannot be identified across captures");
            assertThat(store.diff(1, 1, 10).tables()).isEmpty();
        }
    }

    @Test
    void rowsEndAtTheLimitButCountsDoNot() {
        try (EvidenceStore store = open()) {
            capture(store);
            SampleTables.capture(store, null, 30, "p");
            TableDiff files = store.diff(1, 2, 7).tables().get(0);
            assertThat(files.added()).hasSize(7);
            assertThat(files.addedCount()).isEqualTo(30);
        }
    }

    @Test
    void missingAndDeletedCapturesAreNamed() {
        try (EvidenceStore store = open()) {
            capture(store);
            capture(store);
            store.delete(1, "tester@host", null);
            assertThatThrownBy(() -> store.diff(1, 2, 10))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("capture 1 of the store")
                    .hasMessageContaining("was deleted on")
                    .hasMessageContaining("by tester@host");
            assertThatThrownBy(() -> store.diff(2, 5, 10))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("has no capture 5; it has 1, 2");
        }
    }

    private EvidenceStore open() {
        return EvidenceStore.open(folder.resolve("evidence").toString(), Access.WRITE, SampleTables.ALL);
    }

    private static FileRow file(int pid, String path, String mode) {
        return new FileRow(pid, pid, path, mode);
    }

    private static void capture(EvidenceStore store, FileRow... files) {
        try (CaptureWriter writer = store.begin(SampleTables.info())) {
            writer.table(SampleTables.FILES);
            for (FileRow file : files) {
                writer.add(SampleTables.FILES, file);
            }
            writer.finish(null, true);
        }
    }
}
