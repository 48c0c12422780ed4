package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code nodemem capture --exec} with the packed command, on a node that stands still; and what {@code verify} says of it. */
class CaptureTest {
    /** What could not be read; and what is found by asking every page of RAM, which a targeted capture leaves out and says so. */
    private static final Set<String> NOT_COMPARED = Set.of("problems", "task_scan", "socket_scan");

    @TempDir
    private static Path folder;

    private static SampleNode node;
    private static Nodemem.Result targeted;

    @BeforeAll
    static void capture() throws Exception {
        node = new SampleNode(Files.createDirectory(folder.resolve("node")));
        targeted = capture("", "-o", "live.avml", "--reason", "ticket 4711", "--name", "live");
        assertThat(targeted.err()).contains("captured", "live.avml");
        assertThat(targeted.status()).as(targeted.err()).isIn(0, 3);
    }

    private static Nodemem.Result capture(String prologue, String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("capture", "--exec", node.shell(prologue), "--symbols", SampleNode.SYMBOLS));
        arguments.addAll(List.of(options));
        return Nodemem.run(folder, arguments.toArray(String[]::new));
    }

    @Test
    void aTargetedCaptureHasTheTablesOfTheWholeImage() throws Exception {
        Nodemem.Result whole = Nodemem.run(
                folder, "analyze", SampleNode.IMAGE.toString(), "--symbols", SampleNode.SYMBOLS, "--store", "whole");
        assertThat(whole.status()).isZero();
        assertThat(tables(".nodemem/evidence", targeted.lastLine())).isEqualTo(tables("whole", whole.lastLine()));
        Nodemem.Result left = Nodemem.run(folder, "query", "--format", "csv", "problems.select { [table, why] }");
        assertThat(left.out()).contains("task_scan", "socket_scan", "the array of struct page cannot be read for");
        // Again later, from the file alone.
        Nodemem.Result again =
                Nodemem.run(folder, "analyze", "live.avml", "--symbols", SampleNode.SYMBOLS, "--store", "again");
        assertThat(tables("again", again.lastLine())).isEqualTo(tables("whole", whole.lastLine()));
    }

    /** The hash of each table's rows. */
    private static Map<String, String> tables(String store, String id) throws Exception {
        Nodemem.Result shown =
                Nodemem.run(folder, "captures", "show", id, "--tables", "--format", "json", "--store", store);
        Map<String, String> tables = new TreeMap<>();
        for (JsonNode table : new ObjectMapper().readTree(shown.out())) {
            if (!NOT_COMPARED.contains(table.path("name").asText())) {
                tables.put(
                        table.path("name").asText(),
                        table.path("row_count").asText() + " rows, "
                                + table.path("sha256").asText());
            }
        }
        assertThat(tables).hasSizeGreaterThan(30);
        return tables;
    }

    @Test
    void tellsWhoCapturedWhatWhenAndWhy() throws Exception {
        JsonNode manifest =
                new ObjectMapper().readTree(folder.resolve("live.avml.json").toFile());
        assertThat(manifest.path("depth").asText()).isEqualTo("targeted");
        assertThat(manifest.path("reason").asText()).isEqualTo("ticket 4711");
        assertThat(manifest.path("operator").asText()).contains("@");
        assertThat(manifest.path("node").path("hostname").asText()).isEqualTo("gke-shop-1");
        assertThat(manifest.path("node").path("os_release").path("ID").asText()).isEqualTo("debian");
        assertThat(manifest.path("image").path("torn")).isEmpty();
        assertThat(manifest.path("transfer").path("checksums").asBoolean()).isTrue();
        for (String file : List.of("live.avml", "live.avml.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFullCaptureHasEveryByteOfRam() throws Exception {
        Nodemem.Result full = capture("", "--full", "--to", "lime", "--no-analysis", "-o", "full.lime");
        assertThat(full.status()).as(full.err()).isZero();
        assertThat(full.out().strip()).isEqualTo("full.lime");
        try (MemoryImage file = MemoryImages.open(folder.resolve("full.lime"));
                MemoryImage image = file.zeroFilled(node.ram());
                FileChannel kcore = FileChannel.open(node.kcore())) {
            for (PhysicalRange range : node.ram()) {
                byte[] captured = new byte[(int) range.size()];
                image.read(range.start(), captured, 0, captured.length);
                ByteBuffer there = ByteBuffer.allocate(captured.length);
                for (int got = 1; got > 0 && there.hasRemaining(); ) {
                    got = kcore.read(there, SampleNode.offsetOf(range.start()) + there.position());
                }
                assertThat(Arrays.equals(captured, there.array())).isTrue();
            }
        }
    }

    /** The exit status and the named part are what a user sees. */
    @Test
    void verifyNamesWhatWasChanged() throws Exception {
        String intact = copyOfStore("intact");
        assertThat(verify(intact).status()).isZero();

        Path image = folder.resolve("live.avml");
        byte[] bytes = Files.readAllBytes(image);
        bytes[bytes.length / 2] ^= 1;
        whileItHolds(image, bytes, () -> assertChanged(intact, "image", "live.avml: SHA-256 was"));

        Path manifest = folder.resolve("live.avml.json");
        String text = Files.readString(manifest).replace("ticket 4711", "ticket 4712");
        whileItHolds(
                manifest,
                text.getBytes(StandardCharsets.UTF_8),
                () -> assertChanged(intact, "manifest", "live.avml.json: SHA-256 was"));

        String row = copyOfStore("row");
        change(row, "UPDATE \"tasks\" SET \"name\" = 'innocent' WHERE \"pid\" = 1");
        assertChanged(row, "table", "table tasks");

        String record = copyOfStore("record");
        change(record, "UPDATE \"captures\" SET \"operator\" = 'nobody@nowhere'");
        assertChanged(record, "metadata", "its columns were changed");

        String chain = copyOfStore("chain");
        change(chain, "UPDATE \"captures\" SET \"previous_hash\" = '%s'".formatted("0".repeat(64)));
        assertChanged(chain, "chain", "no capture has the hash that capture 1 follows");
        assertThat(verify(intact).status()).isZero();
    }

    private interface Check {
        void run() throws Exception;
    }

    private static void whileItHolds(Path file, byte[] changed, Check check) throws Exception {
        byte[] before = Files.readAllBytes(file);
        Files.write(file, changed);
        try {
            check.run();
        } finally {
            Files.write(file, before);
        }
    }

    private static String copyOfStore(String name) throws Exception {
        Files.copy(folder.resolve(".nodemem/evidence.mv.db"), folder.resolve(name + ".mv.db"));
        return name;
    }

    private static void change(String store, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + folder.resolve(store), "nodemem", "");
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isPositive();
        }
    }

    private static Nodemem.Result verify(String store) throws Exception {
        return Nodemem.run(folder, "captures", "verify", "1", "--format", "csv", "--store", store);
    }

    private static void assertChanged(String store, String part, String message) throws Exception {
        Nodemem.Result result = verify(store);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).contains("changed," + part + ",").contains(message);
    }

    @Test
    void anImageThatCannotBeWrittenShowsBeforeTheNodeIsTouched() throws Exception {
        String touch = "sh -c 'touch %s; exec sh'".formatted(folder.resolve("touched"));
        for (String target : List.of("no/such/folder/x.avml", "live.avml")) {
            Nodemem.Result refused = Nodemem.run(folder, "capture", "--exec", touch, "-o", target);
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("name another file").hasLineCount(1);
        }
        assertThat(folder.resolve("touched")).doesNotExist();
    }

    /** As by Ctrl-C, or by a CI server that ends a job: while the shell on the node starts, and while memory is read. */
    @ParameterizedTest
    @CsvSource({"INT, 130, connecting", "TERM, 143, connecting", "INT, 130, reading", "TERM, 143, reading"})
    void aSignalLeavesNothing(String signal, int status, String point) throws Exception {
        Path work = Files.createDirectory(folder.resolve(signal + "-" + point));
        HangingCapture capture = point.equals("reading") ? captureThatHangs(work) : captureWithoutShell(work);
        try {
            assertThat(capture.end(signal)).isEqualTo(status);
            capture.awaitChildren();
        } finally {
            capture.kill();
        }
        assertThat(Path.of(work + ".txt")).hasContent("nodemem: the capture was cancelled; no image is left of it\n");
        assertThat(work).isEmptyDirectory();
    }

    /** What was killed tidies up no more; the next one that writes there does. */
    @Test
    void whatAKilledCaptureLeftIsRemovedByTheNext() throws Exception {
        Path work = Files.createDirectory(folder.resolve("killed"));
        HangingCapture killed = captureThatHangs(work);
        Path left = null;
        try {
            left = parts(work).get(0);
            Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            assertThat(capture("", "--no-analysis", "-o", "killed/beside.avml").status())
                    .isIn(0, 3);
            assertThat(left).as("of one that lives").exists();
        } finally {
            killed.kill();
        }
        assertThat(left).exists();
        assertThat(capture("", "--no-analysis", "-o", "killed/next.avml").status())
                .isIn(0, 3);
        assertThat(parts(work)).isEmpty();
    }

    private static List<Path> parts(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".part")).toList();
        }
    }

    private static HangingCapture captureThatHangs(Path work) throws Exception {
        Path asked = Path.of(work + ".asked");
        return capture(work, asked, node.shell(HangingCapture.prologue(asked)));
    }

    /** The program that is to give a shell gives none. */
    private static HangingCapture captureWithoutShell(Path work) throws Exception {
        Path asked = Path.of(work + ".asked");
        return capture(work, asked, "sh -c 'echo asked >%s; exec sleep 600'".formatted(asked));
    }

    private static HangingCapture capture(Path work, Path asked, String shell) throws Exception {
        HangingCapture capture = HangingCapture.start(work, Path.of(work + ".txt"), "--exec", shell);
        capture.await(() -> Files.exists(asked));
        return capture;
    }
}
