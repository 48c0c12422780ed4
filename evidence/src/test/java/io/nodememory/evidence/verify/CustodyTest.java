package io.nodememory.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.capture.ImageHash;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Manifest;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.verify.Verification.Finding;
import io.nodememory.evidence.verify.Verification.Part;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes a store or an image without the program, and tests that the verification reports each change. */
class CustodyTest {
    @TempDir
    Path folder;

    private String spec;
    private Path image;

    @BeforeEach
    void threeCaptures() throws Exception {
        spec = folder.resolve("evidence").toString();
        image = Files.writeString(folder.resolve("image.raw"), "memory");
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, SampleTables.ALL)) {
            for (int i = 0; i < 3; i++) {
                SampleTables.capture(store, image, 20, "p");
            }
        }
    }

    @Test
    void anUntouchedStoreIsIntact() {
        for (long id = 1; id <= 3; id++) {
            Verification verification = verify(id);
            assertThat(verification.findings()).isEmpty();
            assertThat(verification.notChecked()).isEmpty();
        }
    }

    @Test
    void aChangedOrMissingManifestIsReported() throws Exception {
        Path manifest = Files.writeString(folder.resolve("image.raw.json"), "{\"reason\": \"ticket 1\"}");
        ImageInfo withManifest = new ImageInfo(
                image.toString(), "raw", 4096L, new Ram(4096L, null), new Manifest(ImageHash.of(manifest), null), null);
        CaptureInfo info = SampleTables.info();
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, SampleTables.ALL)) {
            assertThat(store.chainHead()).contains(store.capture(3).hash());
            try (CaptureWriter writer = store.begin(new CaptureInfo(
                    null,
                    null,
                    new Custody(info.custody().operator(), null, info.custody().tool()),
                    withManifest,
                    info.kernel()))) {
                writer.finish(ImageHash.of(image), true);
            }
            assertThat(store.chainHead()).contains(store.capture(4).hash());
        }
        assertThat(verify(4).intact()).isTrue();
        Files.writeString(manifest, "{\"reason\": \"ticket 2\"}");
        assertThat(verify(4).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.part()).isEqualTo(Part.MANIFEST);
            assertThat(finding.message()).contains("image.raw.json", "SHA-256 was");
        });
        Files.delete(manifest);
        assertThat(verify(4).notChecked()).singleElement().asString().contains("image.raw.json does not exist");
    }

    @Test
    void aChangedValueIsFoundInItsTable() throws Exception {
        tamper("UPDATE \"processes\" SET \"name\" = 'innocent' WHERE \"capture_id\" = 2 AND \"pid\" = 7");
        assertThat(verify(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.part()).isEqualTo(Part.TABLE);
            assertThat(finding.message()).contains("table processes", "all 20 rows", "their values were changed");
        });
        assertThat(verify(1).intact()).isTrue();
        assertThat(verify(3).intact()).isTrue();
    }

    @Test
    void aDeletedAndAnAddedRowAreCounted() throws Exception {
        tamper("DELETE FROM \"files\" WHERE \"capture_id\" = 1 AND \"pid\" = 3");
        tamper("UPDATE \"processes\" SET \"capture_id\" = 1 WHERE \"capture_id\" = 2 AND \"pid\" = 7");
        assertThat(verify(1).findings())
                .extracting(Finding::message)
                .containsExactly(
                        "table processes: 20 rows were written, 21 are present",
                        "table files: 20 rows were written, 19 are present");
        assertThat(verify(2).findings())
                .extracting(Finding::message)
                .containsExactly("table processes: 20 rows were written, 19 are present");
    }

    @Test
    void arraysTimesAndNullsAreHashed() throws Exception {
        tamper("UPDATE \"processes\" SET \"groups\" = ARRAY['root'] WHERE \"capture_id\" = 1 AND \"pid\" = 1");
        assertThat(verify(1).findings()).extracting(Finding::subject).containsExactly("processes");
        tamper("UPDATE \"processes\" SET \"started\" = \"started\" + INTERVAL '0.000001' SECOND"
                + " WHERE \"capture_id\" = 2 AND \"pid\" = 1");
        assertThat(verify(2).findings()).extracting(Finding::subject).containsExactly("processes");
        tamper("UPDATE \"processes\" SET \"parent\" = 0 WHERE \"capture_id\" = 3 AND \"parent\" IS NULL");
        assertThat(verify(3).findings()).extracting(Finding::subject).containsExactly("processes");
    }

    @Test
    void aChangedImageIsNamedWithBothHashes() throws Exception {
        Files.writeString(image, "Memory");
        assertThat(verify(1).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.part()).isEqualTo(Part.IMAGE);
            assertThat(finding.message()).contains(image.toString(), "SHA-256 was ", "is ");
        });
    }

    @Test
    void aMissingImageIsReportedAsNotChecked() throws Exception {
        Files.delete(image);
        Verification verification = verify(1);
        assertThat(verification.intact()).isTrue();
        assertThat(verification.notChecked()).containsExactly("image: " + image + " does not exist");
    }

    @Test
    void changedMetadataBreaksTheSeal() throws Exception {
        tamper("UPDATE \"captures\" SET \"operator\" = 'someone@else' WHERE \"id\" = 2");
        assertThat(verify(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.part()).isEqualTo(Part.METADATA);
            assertThat(finding.message()).contains("record of capture 2", "its columns were changed");
        });
    }

    @Test
    void aChangedRecordOfTheImageHashIsNotReportedAsAChangedImage() throws Exception {
        tamper("UPDATE \"captures\" SET \"image_sha256\" = 'ff' WHERE \"id\" = 2");
        assertThat(verify(2).findings()).extracting(Finding::subject).containsExactly(image.toString(), "image_sha256");
    }

    @Test
    void rowsAndTheirRecordedHashChangedTogetherBreakTheSeal() throws Exception {
        tamper("UPDATE \"capture_tables\" SET \"row_count\" = 19 WHERE \"capture\" = 2 AND \"name\" = 'files'");
        assertThat(verify(2).findings()).extracting(Finding::subject).containsExactly("files", "capture_tables");
    }

    @Test
    void swappedCapturesAreFound() throws Exception {
        tamper("UPDATE \"captures\" SET \"id\" = 9 WHERE \"id\" = 1");
        tamper("UPDATE \"captures\" SET \"id\" = 1 WHERE \"id\" = 2");
        tamper("UPDATE \"captures\" SET \"id\" = 2 WHERE \"id\" = 9");
        assertThat(verify(1).findings()).extracting(Finding::part).contains(Part.METADATA);
        assertThat(verify(2).findings()).extracting(Finding::part).contains(Part.METADATA);
    }

    @Test
    void aRemovedRecordLeavesAGapInTheChain() throws Exception {
        tamper("DELETE FROM \"captures\" WHERE \"id\" = 2");
        assertThat(verify(3).findings()).extracting(Finding::part).containsExactly(Part.CHAIN);
        assertThat(verify(1).findings()).extracting(Finding::subject).containsExactly("next");
    }

    @Test
    void aRemovedLastRecordDoesNotFitTheHead() throws Exception {
        tamper("DELETE FROM \"captures\" WHERE \"id\" = 3");
        assertThat(verify(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.message()).contains("no capture follows capture 2");
        });
    }

    @Test
    void aDeletedCaptureKeepsTheChainWholeAndNamesTheOperator() {
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, SampleTables.ALL)) {
            store.delete(2, "tester@host", "too old");
            assertThat(store.latest().orElseThrow().id()).isEqualTo(3);
            assertThat(store.capture(2).deletion().by()).isEqualTo("tester@host");
            assertThat(store.tablesOf(2)).extracting(CaptureTable::rowCount).contains(20L);
            assertThatThrownBy(() -> store.delete(2, "tester@host", null))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("deleted already");
            assertThat(SampleTables.capture(store, image, 1, "p").id()).isEqualTo(4);
        }
        for (long id = 1; id <= 4; id++) {
            assertThat(verify(id).findings()).isEmpty();
        }
    }

    @Test
    void rowsOfADeletedCaptureAreReported() throws Exception {
        try (EvidenceStore store = EvidenceStore.open(spec, Access.WRITE, SampleTables.ALL)) {
            store.delete(2, "tester@host", "too old");
        }
        tamper("UPDATE \"files\" SET \"capture_id\" = 2 WHERE \"capture_id\" = 3 AND \"pid\" = 1");
        assertThat(verify(2).findings())
                .extracting(Finding::message)
                .containsExactly("table files: 1 rows are present, but the capture was deleted");
    }

    private Verification verify(long id) {
        try (EvidenceStore store = EvidenceStore.open(spec, Access.READ, SampleTables.ALL)) {
            return store.verify(id);
        }
    }

    private void tamper(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + spec, "NODEMEM", "");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
