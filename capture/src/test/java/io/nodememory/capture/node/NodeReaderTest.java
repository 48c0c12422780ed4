package io.nodememory.capture.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.OutputFormat;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeReaderTest {
    @TempDir
    Path folder;

    private FakeNode node;

    @BeforeEach
    void makeNode() throws IOException {
        node = new FakeNode(Files.createDirectory(folder.resolve("node")));
    }

    @Test
    void readsFactsAndAllRam() throws IOException {
        Path image = folder.resolve("full.lime");
        try (NodeReader reader = NodeReader.connect(node.shell())) {
            assertThat(reader.checksums()).isTrue();
            assertThat(reader.facts().hostname()).isEqualTo("node-7");
            assertThat(reader.facts().osRelease()).contains("BUILD_ID=17800.147.54");
            assertThat(reader.facts().vmcoreinfo()).contains(new PhysicalRange(0x12_3000, 0x12_4024));
            assertThat(reader.layout().vmcoreinfo())
                    .hasValueSatisfying(note -> assertThat(note).startsWith("OSRELEASE=6.1.0-test"));
            FullCapture.Result result = FullCapture.write(reader, image, OutputFormat.LIME, (done, total) -> {});
            assertThat(result.unreadable()).isEmpty();
        }
        assertHoldsAllRam(image);
    }

    @Test
    void readsWithoutChecksumsWhereThereIsNoCksum() throws IOException {
        Path image = folder.resolve("full.lime");
        String without = "command() { case $2 in cksum) return 1;; esac; }";
        try (NodeReader reader = NodeReader.connect(node.shell(without))) {
            assertThat(reader.checksums()).isFalse();
            FullCapture.write(reader, image, OutputFormat.LIME, (done, total) -> {});
        }
        assertHoldsAllRam(image);
    }

    @Test
    void reordersNothingAndFillsNothingUpWhereAPageCannotBeRead() throws IOException {
        long bad = FakeNode.RAM_START + 0x30_3000L;
        int skip = (FakeNode.DATA + 0x30_3000) / 4096;
        // A bad page makes every dd over it fail; page by page the others can be had.
        String broken = """
                dd() { for w in "$@"; do case $w in bs=*) B=${w#bs=};; skip=*) P=${w#skip=};; count=*) C=${w#count=};; esac; done
                if [ "${B:-1}" -ge 4096 ] && [ $((B*P)) -le $((%1$d*4096)) ] && [ $((B*(P+C))) -gt $((%1$d*4096)) ]; then
                echo "dd: error reading: Input/output error" >&2; return 1; fi; env dd "$@"; }
                """.formatted(skip);
        Path image = folder.resolve("full.lime");
        try (NodeReader reader = NodeReader.connect(node.shell(broken))) {
            FullCapture.Result result = FullCapture.write(reader, image, OutputFormat.LIME, (done, total) -> {});
            assertThat(result.unreadable()).containsExactly(new PhysicalRange(bad, bad + 4096));
        }
        try (MemoryImage written = MemoryImages.open(image)) {
            byte[] page = new byte[4096];
            assertThatThrownBy(() -> written.read(bad, page, 0, 4096)).isInstanceOf(UnreadableMemoryException.class);
            written.read(bad + 4096, page, 0, 4096);
            assertThat(page).isEqualTo(Arrays.copyOfRange(node.ram, 0x30_4000, 0x30_5000));
        }
    }

    @Test
    void goesOnWhereTheStreamWasCut() throws IOException {
        Path image = folder.resolve("full.lime");
        String cut =
                "dd() { case \"$*\" in *bs=1048576*) if [ ! -e F ]; then : > F; printf abc; kill -9 $$; fi;; esac\n"
                        + "env dd \"$@\"; }";
        try (NodeReader reader = NodeReader.connect(node.shell(cut.replace("F", folder + "/cut")))) {
            FullCapture.write(reader, image, OutputFormat.LIME, (done, total) -> {});
            assertThat(reader.reconnected()).isEqualTo(1);
        }
        assertHoldsAllRam(image);
    }

    @Test
    void noticesBytesThatWereChangedOnTheirWay() throws IOException {
        String changed = "tee() { env tee X | tr R r > $1; env cat X; }".replace("X", folder + "/copy");
        assertThatThrownBy(() -> NodeReader.connect(node.shell(changed)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its checksum differs");
    }

    @Test
    void waitsNoLongerThanItsPatience() {
        String silent = "dd() { case \"$*\" in *bs=4096*skip*) sleep 60;; esac; env dd \"$@\"; }";
        assertThatThrownBy(() -> NodeReader.connect(node.shell(silent), Duration.ofMillis(500)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer");
    }

    @Test
    void leavesNothingOfAnImageThatCouldNotBeFinished() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        String dies = "dd() { case \"$*\" in *bs=1048576*) kill -9 $$;; esac; env dd \"$@\"; }";
        try (NodeReader reader = NodeReader.connect(node.shell(dies))) {
            assertThatThrownBy(() ->
                            FullCapture.write(reader, out.resolve("full.lime"), OutputFormat.LIME, (done, total) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke 4 times in a row");
        }
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void readsAPageOnceAndNeighboursAlong() throws IOException {
        try (NodeReader reader = NodeReader.connect(node.shell());
                LiveImage image = new LiveImage(reader, folder)) {
            byte[] bytes = new byte[300];
            image.read(FakeNode.RAM_START + 0x12_0ff0L, bytes, 0, 300);
            assertThat(bytes).isEqualTo(Arrays.copyOfRange(node.ram, 0x12_0ff0, 0x12_0ff0 + 300));
            long requests = reader.requests();
            image.read(FakeNode.RAM_START + 0x12_2000L, bytes, 0, 300);
            assertThat(reader.requests()).isEqualTo(requests);
            assertThatThrownBy(() -> image.read(0x1000, bytes, 0, 8)).isInstanceOf(UnreadableMemoryException.class);
        }
    }

    @Test
    void saysWhyMemoryCannotBeRead() throws IOException {
        assertRefused("id() { echo 1000; }", "must be root");
        node.put("/proc/iomem", "00000000-00000000 : System RAM\n");
        assertRefused("", "shows only zeros");
        Files.move(node.file("/proc/kcore"), node.file("/proc/away"));
        assertRefused("", "CONFIG_PROC_KCORE");
        Files.createDirectory(node.file("/proc/kcore"));
        assertRefused("", "cannot be read");
        node.put("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
        assertRefused("", "locked down");
    }

    private void assertRefused(String prologue, String sentence) {
        assertThatThrownBy(() -> NodeReader.connect(node.shell(prologue)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysWhatTheProgramSaidThatGivesNoShell() {
        assertThatThrownBy(() -> NodeReader.connect(ProcessShell.through("sh -c 'echo permission denied >&2; exit 1'")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> NodeReader.connect(ProcessShell.through("echo hello")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no shell answers through echo hello");
    }

    private void assertHoldsAllRam(Path file) {
        try (MemoryImage image = MemoryImages.open(file)) {
            byte[] bytes = new byte[FakeNode.RAM_SIZE];
            image.read(FakeNode.RAM_START, bytes, 0, bytes.length);
            assertThat(Arrays.equals(bytes, node.ram)).isTrue();
        }
    }
}
