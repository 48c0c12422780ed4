package io.nodememory.evidence.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTransferTest {
    @TempDir
    Path folder;

    @Test
    void aReceivedCaptureHasTheHashesOfALocalOne() throws Exception {
        try (EvidenceStore store = open("store")) {
            Capture here = SampleTables.capture(store, null, 1_500, "p");
            Capture sent = receive(store, sent(1_500));
            assertThat(store.tablesOf(sent.id()))
                    .extracting(CaptureTable::name, CaptureTable::rowCount, CaptureTable::sha256)
                    .isEqualTo(store.tablesOf(here.id()).stream()
                            .map(t -> org.assertj.core.groups.Tuple.tuple(t.name(), t.rowCount(), t.sha256()))
                            .toList());
            assertThat(sent.node()).isEqualTo("node-1");
            assertThat(sent.custody().operator()).isEqualTo("tester@host, relayed");
            assertThat(sent.imageSha256()).isEqualTo("00ff");
            assertThat(store.verify(sent.id()).findings()).isEmpty();
        }
    }

    @Test
    void aTransferThatEndsEarlyLeavesNothing() throws Exception {
        byte[] whole = sent(5);
        try (EvidenceStore store = open("store")) {
            for (int length = 0; length < whole.length; length += 13) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> receive(store, cut))
                        .as("cut to %d of %d bytes", length, whole.length)
                        .isInstanceOf(BadInputException.class);
            }
            assertThat(store.captures()).isEmpty();
        }
    }

    @Test
    void aCopyInAnotherStoreHasTheSameHashes() throws Exception {
        try (EvidenceStore store = open("store");
                EvidenceStore other = open("other")) {
            SampleTables.capture(store, null, 3, "first");
            Capture here = SampleTables.capture(store, null, 1_500, "p");
            Capture copy = store.copy(here.id(), other);
            assertThat(copy.id()).isEqualTo(1);
            assertThat(copy.node()).isEqualTo(here.node());
            assertThat(copy.imageSha256()).isEqualTo(here.imageSha256());
            assertThat(other.tablesOf(copy.id()))
                    .extracting(CaptureTable::name, CaptureTable::rowCount, CaptureTable::sha256)
                    .isEqualTo(store.tablesOf(here.id()).stream()
                            .map(t -> org.assertj.core.groups.Tuple.tuple(t.name(), t.rowCount(), t.sha256()))
                            .toList());
            assertThat(other.verify(copy.id()).findings()).isEmpty();
            store.delete(here.id(), "tester@host", "done");
            assertThatThrownBy(() -> store.copy(here.id(), other)).hasMessageContaining("was deleted");
        }
    }

    @Test
    void damagedBytesGiveASentence() throws Exception {
        byte[] whole = sent(5);
        Random random = new Random(7);
        try (EvidenceStore store = open("store")) {
            for (int i = 0; i < 300; i++) {
                byte[] damaged = whole.clone();
                for (int j = 0; j < 3; j++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(receive(store, damaged).node()).isNotEmpty();
                } catch (BadInputException e) {
                    assertThat(e).hasMessageNotContaining("Exception");
                }
            }
        }
    }

    private EvidenceStore open(String name) {
        return EvidenceStore.open(folder.resolve(name).toString(), Access.WRITE, SampleTables.ALL);
    }

    private static byte[] sent(int rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CaptureSender sender = new CaptureSender(SampleTables.info(), bytes)) {
            for (int i = 0; i < rows; i++) {
                sender.add(SampleTables.PROCESSES, SampleTables.process(i, "p" + i));
                sender.add(SampleTables.FILES, new SampleTables.FileRow(0xffff888000100000L + i, i, "/bin/p" + i, "r"));
            }
            sender.finish("00ff", true);
        }
        return bytes.toByteArray();
    }

    private static Capture receive(EvidenceStore store, byte[] bytes) throws IOException {
        return store.receive(
                new ByteArrayInputStream(bytes),
                info -> new CaptureInfo(
                        info.name(),
                        info.node(),
                        new Custody(
                                info.custody().operator() + ", relayed",
                                info.custody().reason(),
                                info.custody().tool()),
                        info.image(),
                        info.kernel()));
    }
}
