package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.SampleTables.FileRow;
import io.nodememory.evidence.SampleTables.ProcessRow;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHash;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.StoreQuery;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.image.ImageManifest;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTest {
    @TempDir
    Path folder;

    private Path file;
    private Kernel kernel;
    private EvidenceStore store;

    @BeforeEach
    void open() throws Exception {
        file = Files.write(folder.resolve("node.raw"), new byte[1 << 20]);
        MemoryImage image = MemoryImages.open(file);
        kernel = new Kernel(
                new X86(),
                image,
                new SymbolsBuilder()
                        .banner("Linux version 6.1.0-54-cloud-amd64 (x)")
                        .build(),
                X86.memory(image, 4, 0),
                0);
        store = EvidenceStore.open(folder.resolve("evidence").toString(), Access.WRITE, SampleTables.ALL);
    }

    private ImageHashing hashing = ImageHashing.USUAL;

    @AfterEach
    void close() {
        store.close();
        kernel.close();
    }

    @Test
    void everyTableIsWalkedAndTheImageHashed() throws Exception {
        Analysis.Result result = run(
                walk -> walk.emit(SampleTables.process(1, "init")), walk -> walk.emit(new FileRow(1, 1, "/x", "r")));
        assertThat(result.rows())
                .containsExactly(Map.entry("processes", 1L), Map.entry("files", 1L), Map.entry("problems", 0L));
        assertThat(result.capture().complete()).isTrue();
        assertThat(result.capture().imageSha256()).isEqualTo(ImageHash.of(file));
        assertThat(result.capture().image().size()).isEqualTo(1 << 20);
        assertThat(result.capture().kernel().release()).isEqualTo("6.1.0-54-cloud-amd64");
        Verification verification = store.verify(1);
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.notChecked()).isEmpty();
    }

    @Test
    void aWalkerThatFailsEndsItsTableOnly() {
        Analysis.Result result = run(
                walk -> {
                    walk.emit(SampleTables.process(1, "init"));
                    throw new IllegalStateException("a bug");
                },
                walk -> overflow(0));
        assertThat(result.capture().complete()).isFalse();
        assertThat(result.rows()).containsEntry("processes", 1L).containsEntry("problems", 2L);
        assertThat(result.problems()).isEqualTo(2);
        try (StoreQuery query = store.query(
                "SELECT \"table\", \"why\" FROM \"problems\" ORDER BY \"table\" DESC", List.of(), Waiting.LIMIT)) {
            query.execute();
            assertThat(query.next()).isTrue();
            assertThat(query.row())
                    .containsExactly("processes", "the walk ended early: java.lang.IllegalStateException: a bug");
            assertThat(query.next()).isTrue();
            assertThat(query.row()).containsExactly("files", "the walk ended early: java.lang.StackOverflowError");
        }
    }

    @Test
    void aMissingImageIsAProblemAndHasNoHash() throws Exception {
        Files.delete(file);
        Analysis.Result result = run(walk -> {}, walk -> {});
        assertThat(result.capture().imageSha256()).isNull();
        assertThat(result.rows()).containsEntry("problems", 1L);
    }

    @Test
    void anImageWithoutAHashHasAReasonAndTheClaimOfItsManifest() throws Exception {
        String claim = "ab".repeat(32);
        Files.writeString(
                ImageManifest.beside(file),
                "{\"sha256\": \"no\", \"image\": {\"ranges\": [{}], \"sha256\": \"" + claim + "\"}}");
        hashing = ImageHashing.NEVER;
        Analysis.Result result = run(walk -> {}, walk -> {});
        assertThat(result.rows()).containsEntry("problems", 0L);
        assertThat(result.capture().imageSha256()).isNull();
        assertThat(result.capture().image().manifest().claimedSha256()).isEqualTo(claim);
        assertThat(store.verify(1).notChecked())
                .singleElement()
                .asString()
                .startsWith("the image was not hashed, on request; its manifest states the SHA-256 " + claim)
                .endsWith("nothing proves that it is unchanged");
        assertThat(store.verify(1).intact()).isTrue();
        Files.writeString(ImageManifest.beside(file), "[[[{\"image\": {\"sha256\": \"abc\"");
        assertThat(ImageInfo.of(file, kernel, hashing).manifest().claimedSha256())
                .isNull();
    }

    @Test
    void onlyLargeImagesAreNotHashedByDefault() {
        assertThat(ImageHashing.USUAL.whyNot(16L << 30)).isNull();
        assertThat(ImageHashing.USUAL.whyNot(64L << 30)).contains("it has 64 GiB", "up to 16 GiB");
        assertThat(ImageHashing.ALWAYS.whyNot(64L << 30)).isNull();
    }

    @Test
    void anInterruptCancelsAndLeavesNothing() {
        assertThatThrownBy(() -> run(
                        walk -> {
                            for (int i = 0; i < 3_000; i++) {
                                walk.emit(SampleTables.process(i, "p"));
                            }
                            Thread.currentThread().interrupt();
                        },
                        walk -> {}))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.captures()).isEmpty();
        try (StoreQuery query = store.query("SELECT COUNT(*) FROM \"processes\"", List.of(), Waiting.LIMIT)) {
            query.execute();
            query.next();
            assertThat(query.row()).containsExactly(0L);
        }
        assertThat(run(walk -> {}, walk -> {}).capture().id()).isEqualTo(2);
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : overflow(depth + 1 & Integer.MAX_VALUE) + 1;
    }

    private Analysis.Result run(Walker<ProcessRow> processes, Walker<FileRow> files) {
        List<TableSpec<?>> tables = List.of(
                SampleTables.PROBLEMS, TableSpec.of(ProcessRow.class, processes), TableSpec.of(FileRow.class, files));
        CaptureInfo info = new CaptureInfo(
                null,
                KernelInfo.nodeName(kernel),
                new Custody(CaptureInfo.thisOperator(), null, "nodemem test"),
                Files.exists(file)
                        ? ImageInfo.of(file, kernel, hashing)
                        : new ImageInfo(file.toString(), kernel.image().format(), 1L << 20, new Ram(1L << 20, null)),
                KernelInfo.of(kernel));
        try (CaptureWriter writer = store.begin(info)) {
            return Analysis.run(kernel, tables, writer, Analysis.ProgressListener.NONE);
        }
    }
}
