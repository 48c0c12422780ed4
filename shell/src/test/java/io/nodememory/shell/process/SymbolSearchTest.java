package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.isf.IsfWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where {@code nodemem symbols find} takes the sample's symbols from: a given file, the cache, the bucket, debuginfod, the
 * image, in this order; and what it does when a place does not deliver. Each file tells by its producer where it lay.
 */
class SymbolSearchTest {
    private static final Path SAMPLE = Path.of("../samples/node").toAbsolutePath();
    private static final String IMAGE = SAMPLE.resolve("node.avml").toString();

    @TempDir
    private static Path made;

    private static String buildId;
    private static byte[] inBucket;
    private static byte[] onServer;
    private static byte[] otherKernel;

    @TempDir
    private Path folder;

    /** What a server that does not answer waits for. */
    private final CountDownLatch over = new CountDownLatch(1);

    private SymbolServer server;

    @BeforeAll
    static void makeFiles() throws IOException {
        Symbols symbols = IsfReader.read(SAMPLE.resolve("symbols.json.xz"));
        buildId = symbols.buildId().orElseThrow();
        inBucket = isf(symbols, "in-bucket");
        onServer = isf(symbols, "on-server");
        Symbols other = new SymbolsBuilder()
                .types(symbols)
                .symbols(symbols)
                .buildId("00".repeat(20))
                .build();
        otherKernel = isf(other, "other-kernel");
    }

    private static byte[] isf(Symbols symbols, String producer) throws IOException {
        Path file = made.resolve(producer + ".json");
        IsfWriter.write(symbols, file, producer + " 1");
        return Files.readAllBytes(file);
    }

    @BeforeEach
    void start() throws IOException {
        server = new SymbolServer();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
    }

    private String debuginfo() {
        return "/buildid/" + buildId + "/debuginfo";
    }

    private Nodemem.Result find(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("symbols", "find", IMAGE, "--format", "json"));
        all.addAll(List.of(arguments));
        Nodemem.Result result = Nodemem.run(
                folder,
                server.environment(folder.resolve("cache").toString()),
                Nodemem.LAUNCHER.toString(),
                all.toArray(String[]::new));
        assertThat(result.status()).as(result.err()).isZero();
        return result;
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aGivenFileOrFolderComesBeforeTheCacheAndTheCacheBeforeTheNetwork() throws Exception {
        server.files.put(debuginfo(), onServer);
        assertThat(find().out()).contains("on-server");
        assertThat(server.asked).containsExactly(debuginfo());
        server.asked.clear();
        assertThat(find().out()).contains("on-server");
        assertThat(find("--cos-build", "1.2.3").out()).contains("on-server");
        Path given = Files.createDirectory(folder.resolve("given"));
        Path file = Files.copy(made.resolve("in-bucket.json"), given.resolve("vmlinux.json"));
        Files.copy(made.resolve("other-kernel.json"), given.resolve("another.json"));
        assertThat(find("--symbols", file.toString()).out()).contains("in-bucket");
        assertThat(find("--symbols", given.toString()).out()).contains("in-bucket");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void theBucketComesBeforeDebuginfod() throws Exception {
        server.files.put("cos-tools/1.2.3/vmlinux", inBucket);
        server.files.put(debuginfo(), onServer);
        Nodemem.Result found = find("--cos-build", "1.2.3");
        assertThat(found.out()).contains("in-bucket");
        assertThat(found.err())
                .contains(
                        "gs://cos-tools/1.2.3/lakitu/vmlinux does not exist",
                        "symbols were downloaded from gs://cos-tools/1.2.3/vmlinux");
        assertThat(server.asked).containsExactly("cos-tools/1.2.3/lakitu/vmlinux", "cos-tools/1.2.3/vmlinux");
    }

    @Test
    void theBoardIsPartOfTheName() throws Exception {
        server.files.put("cos-tools/1.2.3/other-board/vmlinux", inBucket);
        assertThat(find("--cos-build", "1.2.3:other-board").out()).contains("in-bucket");
        Nodemem.Result wrong = Nodemem.run(
                folder,
                server.environment(folder.resolve("cache").toString()),
                Nodemem.LAUNCHER.toString(),
                "symbols",
                "find",
                IMAGE,
                "--cos-build",
                "../../etc");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("is like 17800.147.54");
    }

    @Test
    void theImageItselfComesLastAndWhatWasTriedIsSaid() throws Exception {
        Nodemem.Result found = find("--cos-build", "1.2.3");
        assertThat(found.out()).contains("BTF and kallsyms of the image");
        assertThat(server.asked)
                .containsExactly("cos-tools/1.2.3/lakitu/vmlinux", "cos-tools/1.2.3/vmlinux", debuginfo());
        assertThat(found.err())
                .contains(debuginfo() + " does not exist", "symbols come from BTF and kallsyms of the image");
    }

    @Test
    void offlineNothingIsAskedFor() throws Exception {
        server.files.put("cos-tools/1.2.3/vmlinux", inBucket);
        server.files.put(debuginfo(), onServer);
        assertThat(find("--cos-build", "1.2.3", "--offline").out()).contains("BTF and kallsyms of the image");
        Map<String, String> environment =
                new HashMap<>(server.environment(folder.resolve("cache").toString()));
        environment.put("NODEMEM_OFFLINE", "1");
        Nodemem.Result byVariable =
                Nodemem.run(folder, environment, Nodemem.LAUNCHER.toString(), "symbols", "find", IMAGE);
        assertThat(byVariable.out()).contains("BTF and kallsyms of the image");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aProxyIsHonoured() throws Exception {
        server.files.put(debuginfo(), onServer);
        Map<String, String> environment =
                new HashMap<>(server.environment(folder.resolve("cache").toString()));
        // Names that only the proxy could resolve
        String proxy = environment.put("DEBUGINFOD_URLS", "http://debuginfod.invalid");
        environment.put("STORAGE_EMULATOR_HOST", "http://bucket.invalid");
        environment.put("http_proxy", proxy);
        Nodemem.Result found = Nodemem.run(
                folder, environment, Nodemem.LAUNCHER.toString(), "symbols", "find", IMAGE, "--cos-build", "1.2.3");
        assertThat(found.out()).as(found.err()).contains("on-server");
        assertThat(server.asked)
                .containsExactly("cos-tools/1.2.3/lakitu/vmlinux", "cos-tools/1.2.3/vmlinux", debuginfo());
    }

    @Test
    void cutConnectionsAreContinued() throws Exception {
        server.files.put("cos-tools/1.2.3/lakitu/vmlinux", inBucket);
        server.answer((exchange, file) -> SymbolServer.send(exchange, file, file.length / 3 + 1));
        assertThat(find("--cos-build", "1.2.3").out()).contains("in-bucket");
        server.files.clear();
        server.files.put(debuginfo(), onServer);
        for (Path file : cached()) {
            Files.delete(file);
        }
        assertThat(find().out()).contains("on-server");
    }

    @Test
    void anotherKernelsAndDamagedFilesAreRefusedAndTheNextPlaceIsAsked() throws Exception {
        server.files.put("cos-tools/1.2.3/lakitu/vmlinux", otherKernel);
        server.files.put("cos-tools/1.2.3/vmlinux", Arrays.copyOf(inBucket, inBucket.length / 2));
        server.files.put(debuginfo(), "<html>\u001b[31mplease log in</html>".getBytes(StandardCharsets.US_ASCII));
        Nodemem.Result found = find("--cos-build", "1.2.3");
        assertThat(found.out()).contains("BTF and kallsyms of the image");
        assertThat(found.err())
                .contains(
                        "lakitu/vmlinux belongs to another kernel: its build id is 0000",
                        "is no symbol file",
                        "symbols come from BTF")
                .doesNotContain("\u001b");
        assertThat(cached()).as("nothing of it is kept").isEmpty();
    }

    @Test
    void aDamagedTransferFromTheBucketIsFoundOut() throws Exception {
        server.files.put("cos-tools/1.2.3/lakitu/vmlinux", inBucket);
        byte[] damaged = inBucket.clone();
        damaged[damaged.length / 2] ^= 1;
        server.answer((exchange, file) -> SymbolServer.send(exchange, damaged));
        Nodemem.Result found = find("--cos-build", "1.2.3");
        assertThat(found.err()).contains("arrived damaged: its CRC32C is not");
        assertThat(found.out()).contains("BTF and kallsyms of the image");
    }

    @Test
    void serversThatDoNotAnswerAreGivenUp() throws Exception {
        server.files.put("cos-tools/1.2.3/lakitu/vmlinux", inBucket);
        server.files.put(debuginfo(), onServer);
        server.answer((exchange, file) -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Nodemem.Result found = find("--cos-build", "1.2.3");
        assertThat(found.err()).contains("gs://cos-tools/1.2.3/lakitu/vmlinux was not downloaded", "timed out");
        assertThat(found.out()).contains("BTF and kallsyms of the image");
    }
}
