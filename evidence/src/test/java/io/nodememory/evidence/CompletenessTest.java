package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.Capture.Deletion;
import io.nodememory.evidence.capture.Capture.Reading;
import io.nodememory.evidence.capture.Capture.Seal;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Manifest;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.image.ForwardingImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletenessTest {
    private static final String HASH = "ab".repeat(32);
    private static final Ram WHOLE = new Ram(4096L, 4096L);

    @TempDir
    private Path folder;

    private FakeImage image;
    private Kernel kernel;

    @BeforeEach
    void open() throws Exception {
        image = new FakeImage(MemoryImages.open(Files.write(folder.resolve("node.raw"), new byte[1 << 20])));
        kernel = new Kernel(new X86(), image, new SymbolsBuilder().build(), X86.memory(image, 4, 0), 0);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void aCaptureWithoutFaultsIsComplete() {
        Completeness completeness = judge(HASH, WHOLE, new Manifest(HASH, HASH), null, Map.of("tasks", 0L));
        assertThat(completeness.reasons()).isEmpty();
        assertThat(completeness.isComplete()).isTrue();
    }

    @Test
    void whatTheImageReaderReportsIsAReason() {
        image.warnings = List.of("the image was cut short");
        Completeness completeness = judge(HASH, WHOLE, Manifest.NONE, null, Map.of());
        assertThat(completeness.reasons()).containsExactly("the image was cut short");
        assertThat(completeness.isComplete()).isFalse();
    }

    @Test
    void aFailedHashIsAReasonAndAnOmittedOneIsNot() {
        assertThat(judge(null, WHOLE, Manifest.NONE, null, Map.of()).reasons())
                .containsExactly("the image could not be hashed to its end: its custody cannot be proved");
        assertThat(judge(null, WHOLE, new Manifest(HASH, HASH), "not asked for", Map.of())
                        .reasons())
                .isEmpty();
    }

    @Test
    void aManifestOfAnotherImageIsAReason() {
        String claim = "cd".repeat(32);
        assertThat(judge(HASH, WHOLE, new Manifest(HASH, claim), null, Map.of()).reasons())
                .containsExactly("the manifest describes another image: the image has the SHA-256 " + HASH
                        + ", the manifest states " + claim);
    }

    @Test
    void missingRamIsAReasonUnlessThePagesWereLeftOutOnPurpose() {
        Ram half = new Ram(2048L, 4096L);
        assertThat(judge(HASH, half, Manifest.NONE, null, Map.of()).reasons())
                .containsExactly(
                        "the image holds 2,048 of the machine's 4,096 bytes of RAM: the content of the rest is unknown");
        assertThat(judge(HASH, new Ram(2048L, null), Manifest.NONE, null, Map.of())
                        .reasons())
                .isEmpty();
        image.partial = true;
        assertThat(judge(HASH, half, Manifest.NONE, null, Map.of()).reasons()).isEmpty();
    }

    @Test
    void aTableThatLostAllItsRowsIsAReasonAndASingleObjectIsNot() {
        kernel.problems().add("mounts", 1, "reading a mount", "unmapped");
        kernel.problems().add("mounts", 2, "reading a mount", "not in the image");
        assertThat(judge(HASH, WHOLE, Manifest.NONE, null, Map.of("mounts", 1L)).reasons())
                .isEmpty();
        assertThat(judge(HASH, WHOLE, Manifest.NONE, null, Map.of("mounts", 0L)).reasons())
                .containsExactly("no row of the table mounts could be read (reading a mount: unmapped)");
    }

    @Test
    void aWalkThatEndedEarlyIsAReason() {
        kernel.problems().addEnd("mounts", "the walk ended early: java.lang.StackOverflowError");
        assertThat(judge(HASH, WHOLE, Manifest.NONE, null, Map.of("mounts", 7L)).reasons())
                .containsExactly("the table mounts is not whole: the walk ended early: java.lang.StackOverflowError");
    }

    @Test
    void problemsThatWereOnlyCountedAreAReason() {
        for (int i = 0; i < 100_001; i++) {
            kernel.problems().add("mounts", i, "reading a mount", "unmapped");
        }
        assertThat(judge(HASH, WHOLE, Manifest.NONE, null, Map.of("mounts", 7L)).reasons())
                .containsExactly("the table mounts is not whole: its problems past the limit were not recorded (1)");
    }

    private Completeness judge(String hash, Ram ram, Manifest manifest, String notHashed, Map<String, Long> rows) {
        CaptureInfo info = new CaptureInfo(
                null,
                null,
                new Custody("tester@host", null, "test"),
                new ImageInfo("node.raw", "raw", 1L << 16, ram, manifest, notHashed),
                new KernelInfo(null, null, null, null));
        Reading reading = new Reading(Instant.EPOCH, Instant.EPOCH, true, hash);
        return Completeness.of(kernel, new Capture(1, "", info, reading, Seal.NONE, Deletion.NONE), rows);
    }

    /** An image with faults. */
    private static final class FakeImage extends ForwardingImage {
        private List<String> warnings = List.of();
        private boolean partial;

        FakeImage(MemoryImage image) {
            super(image);
        }

        @Override
        public List<String> warnings() {
            return warnings;
        }

        @Override
        public boolean partial() {
            return partial;
        }
    }
}
