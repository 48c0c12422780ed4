package io.nodememory.evidence.database.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the backup of a store in use and the compaction of a store. */
class StoreUpkeepTest {
    private static final int MANY = 5_000;

    @TempDir
    private Path folder;

    @Test
    void theBackupOfAStoreInUseIsAStore() throws Exception {
        Path image = Files.writeString(folder.resolve("image.raw"), "memory");
        Path zip = folder.resolve("it's.zip");
        try (EvidenceStore store = EvidenceStore.open(spec(), Access.WRITE, SampleTables.ALL)) {
            SampleTables.capture(store, image, 20, "p");
            try (CaptureWriter writer = store.begin(SampleTables.info())) {
                writer.add(SampleTables.PROCESSES, SampleTables.process(1, "under way"));
                store.backup(zip);
                writer.finish(null, true);
            }
            assertThatThrownBy(() -> store.backup(zip))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("exists already");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
                .isEqualTo("rw-------");
        Path copy = folder.resolve("copy.mv.db");
        assertThat(unpack(zip, copy)).isEqualTo("evidence.mv.db");
        try (EvidenceStore store = EvidenceStore.open(copy.toString(), Access.WRITE, SampleTables.ALL)) {
            assertThat(store.captures()).hasSize(1);
            assertThat(store.verify(1).findings()).isEmpty();
        }
    }

    @Test
    void aDeletedCaptureFreesItsSpace() throws Exception {
        try (EvidenceStore store = EvidenceStore.open(spec(), Access.WRITE, SampleTables.ALL)) {
            SampleTables.capture(store, null, MANY, "p");
            SampleTables.capture(store, null, 20, "q");
        }
        Path file = folder.resolve("evidence.mv.db");
        long full = Files.size(file);
        EvidenceStore store = EvidenceStore.open(spec(), Access.WRITE, SampleTables.ALL);
        store.delete(1, "tester", "a test");
        store.closeCompacted();
        assertThat(Files.size(file)).isLessThan(full / 4);
        try (EvidenceStore again = EvidenceStore.open(spec(), Access.READ, SampleTables.ALL)) {
            assertThat(again.capture(1).isDeleted()).isTrue();
            assertThat(again.verify(2).findings()).isEmpty();
        }
    }

    private String spec() {
        return folder.resolve("evidence").toString();
    }

    /** Unpacks the only file of an archive and returns its name in the archive. */
    private static String unpack(Path zip, Path target) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            ZipEntry entry = in.getNextEntry();
            Files.write(target, in.readAllBytes());
            assertThat(in.getNextEntry()).isNull();
            return entry.getName();
        }
    }
}
