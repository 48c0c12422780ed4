package io.nodememory.capture.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeReaderTest {
    /** Ends the script, which runs in a child of the shell, with all that it has started. */
    private static final String DIE = """
            die() { for p in /proc/[0-9]*; do read -r a b c parent rest <$p/stat && [ "$parent" = $$ ] && kill -9 "${p#/proc/}"
            done 2>/dev/null; kill -9 $$; }
            """;

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
            CapturedImage result = FullCapture.write(reader, image, ImageOutputFormat.LIME, (doing, done, total) -> {});
            assertThat(result.unreadable()).isEmpty();
        }
        assertHoldsAllRam(image);
    }

    @Test
    void readsWithoutChecksumsWhereThereAreNone() throws IOException {
        assertReadsWithout("cksum|md5sum", FrameChecksum.NONE);
    }

    @Test
    void takesTheChecksumThatThereIs() throws IOException {
        assertReadsWithout("cksum", FrameChecksum.MD5SUM);
    }

    private void assertReadsWithout(String programs, FrameChecksum checksum) throws IOException {
        Path image = folder.resolve("full.lime");
        String without = "command() { case $2 in %s) return 1;; esac; }".formatted(programs);
        try (NodeReader reader = NodeReader.connect(node.shell(without))) {
            assertThat(reader.checksum()).isEqualTo(checksum);
            FullCapture.write(reader, image, ImageOutputFormat.LIME, (doing, done, total) -> {});
        }
        assertHoldsAllRam(image);
    }

    /** Memory may have changed between the two readings: then what came is proved by one reading. */
    @ParameterizedTest
    @ValueSource(strings = {"[ -e F ]", "false"})
    void whatTwoReadingsDifferAboutIsReadOnceMore(String equal) throws IOException {
        Path image = folder.resolve("full.lime");
        Path told = folder.resolve("told");
        String differs =
                "cksum() { if [ $op != f ] || %s; then env cksum; else echo x >>F; env cksum | { read -r x n; echo $((x ^ 1)) $n; }; fi; }"
                        .formatted(equal)
                        .replace("F", told.toString());
        try (NodeReader reader = NodeReader.connect(node.shell(differs))) {
            FullCapture.write(reader, image, ImageOutputFormat.LIME, (doing, done, total) -> {});
            assertThat(reader.reconnected()).isZero();
        }
        assertThat(told).isNotEmptyFile();
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
            CapturedImage result = FullCapture.write(reader, image, ImageOutputFormat.LIME, (doing, done, total) -> {});
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
        String cut = "dd() { case \"$*\" in *bs=1048576*) if [ ! -e F ]; then : > F; printf abc; die; fi;; esac\n"
                + "env dd \"$@\"; }";
        try (NodeReader reader = NodeReader.connect(node.shell(DIE + cut.replace("F", folder + "/cut")))) {
            FullCapture.write(reader, image, ImageOutputFormat.LIME, (doing, done, total) -> {});
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
        String dies = DIE + "dd() { case \"$*\" in *bs=1048576*) die;; esac; env dd \"$@\"; }";
        try (NodeReader reader = NodeReader.connect(node.shell(dies))) {
            assertThatThrownBy(() -> FullCapture.write(
                            reader, out.resolve("full.lime"), ImageOutputFormat.LIME, (doing, done, total) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke 6 times in a row");
        }
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void readsAPageOnceAndNeighboursAlong() throws IOException {
        try (NodeReader reader = NodeReader.connect(node.shell());
                LiveMemory memory = new LiveMemory(reader, folder)) {
            byte[] bytes = new byte[300];
            memory.read(FakeNode.RAM_START + 0x12_0ff0L, bytes, 0, 300);
            assertThat(bytes).isEqualTo(Arrays.copyOfRange(node.ram, 0x12_0ff0, 0x12_0ff0 + 300));
            long requests = reader.requests();
            memory.read(FakeNode.RAM_START + 0x12_2000L, bytes, 0, 300);
            assertThat(reader.requests()).isEqualTo(requests);
            assertThatThrownBy(() -> memory.read(0x1000, bytes, 0, 8)).isInstanceOf(UnreadableMemoryException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "cksum", "cksum|md5sum"})
    void tellsWhichPagesHaveChangedAndAdoptsThem(String missing) throws IOException {
        String without = "command() { case $2 in %s) return 1;; esac; }".formatted(missing);
        long page = FakeNode.RAM_START + 0x12_2000L;
        List<PhysicalRange> read = List.of(
                new PhysicalRange(page - 0x2000, page + 0x3000), new PhysicalRange(page + 0x8000, page + 0x9000));
        try (NodeReader reader = NodeReader.connect(node.shell(without));
                LiveMemory memory = new LiveMemory(reader, folder)) {
            byte[] bytes = new byte[8];
            for (PhysicalRange range : read) {
                memory.read(range.start(), bytes, 0, 8);
                memory.read(range.end() - 8, bytes, 0, 8);
            }
            assertThat(memory.refresh(read, false)).isEmpty();
            node.change(0x12_2004, (byte) 0x55);
            assertThat(memory.refresh(read, false)).containsExactly(new PhysicalRange(page, page + 0x1000));
            memory.read(page, bytes, 0, 8);
            assertThat(bytes).isEqualTo(Arrays.copyOfRange(node.ram, 0x12_2000, 0x12_2008));
            assertThat(memory.refresh(read, true)).containsExactly(new PhysicalRange(page, page + 0x1000));
            memory.read(page, bytes, 0, 8);
            assertThat(bytes[4]).isEqualTo((byte) 0x55);
            assertThat(memory.refresh(read, true)).isEmpty();
        }
    }

    @Test
    void ofALongStretchThePartAloneComesAgainThatHasChanged() throws IOException {
        PhysicalRange all = new PhysicalRange(FakeNode.RAM_START, FakeNode.RAM_START + (5 << 20));
        PhysicalRange pages = new PhysicalRange(FakeNode.RAM_START + 0x21_3000L, FakeNode.RAM_START + 0x21_5000L);
        try (NodeReader reader = NodeReader.connect(node.shell());
                LiveMemory memory = new LiveMemory(reader, folder)) {
            byte[] bytes = new byte[5 << 20];
            memory.read(all.start(), bytes, 0, bytes.length);
            long before = reader.bytes();
            node.change(0x21_3fff, (byte) 0x55);
            node.change(0x21_4000, (byte) 0x55);
            assertThat(memory.refresh(List.of(all), false)).containsExactly(pages);
            assertThat(reader.bytes() - before).isLessThanOrEqualTo(64 * 1024);
        }
    }

    @Test
    void anInterruptEndsItAtOnce() throws IOException {
        String slow = "dd() { case \"$*\" in *bs=1048576*) sleep 60;; esac; env dd \"$@\"; }";
        Path out = Files.createDirectory(folder.resolve("out"));
        try (NodeReader reader = NodeReader.connect(node.shell(slow))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> FullCapture.write(
                            reader, out.resolve("full.lime"), ImageOutputFormat.LIME, (doing, done, total) -> {}))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(out).isEmptyDirectory();
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
