package io.jenkins.plugins.nodememory.store;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.CaptureInfos;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Backups of the controller's stores. */
@WithJenkins
class StoreMaintenanceTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @Test
    void aStoreInUseIsCopiedAndOldCopiesGo(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        try (ControllerStore store = ControllerStore.use("case-1")) {
            capture(store.evidence());
            for (int day = 0; day < 4; day++) {
                StoreMaintenance.maintain("case-1", 2, DAY.plusDays(day));
            }
            // Still open, although the maintenance has closed what it used.
            capture(store.evidence());
        }
        StoreMaintenance.maintain("other", 1, DAY);
        assertThat(backups()).containsExactly("case-1-2026-11-22.zip", "case-1-2026-11-23.zip", "other-2026-11-20.zip");
        Path copy = folder.resolve("evidence.mv.db");
        try (ZipInputStream zip = new ZipInputStream(
                Files.newInputStream(StoreMaintenance.folder().resolve("case-1-2026-11-23.zip")))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("case-1.mv.db");
            Files.write(copy, zip.readAllBytes());
        }
        try (EvidenceStore restored = EvidenceStore.open(copy.toString(), Access.WRITE)) {
            assertThat(restored.captures()).hasSize(1);
            assertThat(restored.verify(1).findings()).isEmpty();
        }
        StoreMaintenance.maintain("case-1", 0, DAY);
        assertThat(backups()).containsExactly("other-2026-11-20.zip");
    }

    @Test
    void theWorkDoesItForAllStores(JenkinsRule jenkins) throws Exception {
        NodeMemoryConfiguration.get().setBackups(1);
        try (ControllerStore store = ControllerStore.use("one")) {
            capture(store.evidence());
        }
        ControllerStore.use("two").close();
        ExtensionList.lookupSingleton(StoreMaintenance.class).execute(TaskListener.NULL);
        assertThat(backups()).hasSize(2).allMatch(name -> name.matches("(one|two)-\\d{4}-\\d\\d-\\d\\d\\.zip"));
    }

    private static void capture(EvidenceStore store) throws IOException {
        CaptureInfo info = CaptureInfos.named("a");
        try (CaptureWriter writer = store.begin(info)) {
            writer.finish(null, true);
        }
    }

    private static List<String> backups() throws IOException {
        try (Stream<Path> files = Files.list(StoreMaintenance.folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
