package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real image, each as a process of its own. */
class CommandsTest {
    @TempDir
    private static Path folder;

    private static final String IMAGE = AnalyzedCapture.IMAGE;

    @BeforeAll
    static void analyzeOnce() throws Exception {
        AnalyzedCapture.copyTo(folder.resolve(".nodemem/evidence"));
    }

    private static Nodemem.Result run(String... arguments) throws Exception {
        return runIn(folder, arguments);
    }

    private static Nodemem.Result runIn(Path current, String... arguments) throws Exception {
        return Nodemem.run(current, AnalyzedCapture.environment(), Nodemem.LAUNCHER.toString(), arguments);
    }

    @Test
    void analyzePrintsTheCapturesIdLast() throws Exception {
        Nodemem.Result analysis = AnalyzedCapture.analysis();
        assertThat(analysis.err())
                .contains("AVML", "Linux version " + AnalyzedCapture.RELEASE, "tasks " + AnalyzedCapture.TASKS);
        assertThat(analysis.lastLine()).isEqualTo("1");
        assertThat(analysis.status()).isZero();
    }

    @Test
    void symbolsOnceGivenAreFoundAgain() throws Exception {
        Nodemem.Result found = run("symbols", "find", IMAGE, "--format", "json");
        assertThat(found.out()).contains("symbols.json.xz (nodemem 1.0.0)");
    }

    @Test
    void everyTableReadsAsJson() throws Exception {
        assertThat(columnsOf(run("tables", "--format", "json").out())).contains("name", "columns", "joins", "type");
        for (String table : List.of("tasks", "credentials", "mounts", "containers", "boot")) {
            Nodemem.Result rows = run("query", table, "--format", "json");
            assertThat(rows.err()).isEmpty();
            assertThat(columnsOf(rows.out())).contains("address");
        }
    }

    @Test
    void queryAnswersInEveryFormat() throws Exception {
        String query = "tasks.where { pid == 1 }.select { [pid, name, mm, exe_deleted, start_time, parent.name] }";
        assertThat(run("query", query).out()).startsWith("pid  name  mm ").contains("  1  init  0xffff");
        assertThat(run("query", query, "--format", "vertical").out()).contains("name │ init");
        assertThat(run("query", "--format", "ndjson", query).out())
                .startsWith("{\"pid\": 1, \"name\": \"init\", \"mm\": \"0xffff")
                .contains("\"exe_deleted\": false", "Z\"");
        assertThat(run("query", "--format=csv", query).out())
                .startsWith("pid,name,mm,")
                .contains("\r\n1,init,0xffff");
        Path file = Files.writeString(folder.resolve("question.groovy"), query);
        assertThat(run("query", "-f", file.toString()).out()).contains("init");
    }

    @Test
    void queryOfAnImageKeepsNothing() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Nodemem.Result rows = runIn(other, "query", "--image", IMAGE, "containers.count()", "--format", "csv");
        assertThat(rows.out()).endsWith("3\r\n");
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void secretsAreMaskedUnlessAskedFor() throws Exception {
        String query = "environment.where { key == 'PATH' }.select { [value] }.limit(1)";
        assertThat(run("query", query).out()).contains("********").doesNotContain("/bin");
        assertThat(run("query", "--show-secrets", query).out()).contains("/bin");
    }

    @Test
    void wrongQueriesShowTheirPlace() throws Exception {
        Nodemem.Result wrong = run("query", "tasks.where { uuid == 0 }");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .contains("line 1, column 15: tasks has no 'uuid'; did you mean")
                .contains("  ^");
        assertThat(run("query", "tasks", "--capture", "99").err()).contains("has no capture 99");
        assertThat(run("query", "tasks", "--store", "nowhere").err()).contains("analyze an image first");
        assertThat(run("query").status()).isEqualTo(2);
    }

    @Test
    void unusableImagesAndStoresEndWithOneSentence() throws Exception {
        Path junk = Files.write(folder.resolve("junk.bin"), new byte[100_000], StandardOpenOption.CREATE);
        Path empty = Files.write(folder.resolve("empty.bin"), new byte[0]);
        for (Path file : new Path[] {junk, empty, folder.resolve("missing")}) {
            Nodemem.Result result = run("analyze", file.toString());
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err().strip().lines()).hasSize(1);
            assertThat(result.out()).isEmpty();
        }
        Path noStore = Files.writeString(folder.resolve("no.mv.db"), "this is no store");
        Nodemem.Result result = run("query", "tasks", "--store", noStore.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().strip().lines()).hasSize(1);
    }

    @Test
    void capturesAreListedVerifiedComparedAndDeleted() throws Exception {
        String store = folder.resolve("custody/evidence").toString();
        for (int i = 0; i < 2; i++) {
            assertThat(run("analyze", IMAGE, "--store", store).status()).isZero();
        }
        assertThat(run("captures", "list", "--store", store, "--format", "json").out())
                .contains("\"id\": 1", "\"id\": 2", AnalyzedCapture.RELEASE);
        assertThat(run("captures", "show", "2", "--store", store).out()).contains("image_sha256");
        Nodemem.Result intact = run("captures", "verify", "1", "--store", store);
        assertThat(intact.status()).isZero();
        assertThat(intact.err()).contains("capture 1 is intact");
        Nodemem.Result same = run("captures", "diff", "1", "2", "--store", store, "--format", "json");
        assertThat(same.out()).isEqualTo("[]\n");
        assertThat(same.status()).isZero();
        assertThat(run("captures", "delete", "1", "--store", store, "--reason", "test")
                        .status())
                .isZero();
        assertThat(run("query", "tasks", "--capture", "1", "--store", store).err())
                .contains("were deleted");
    }

    @Test
    void anImageThatIsNotHashedIsSaidToBeNoProof() throws Exception {
        Nodemem.Result unhashed = run("analyze", IMAGE, "--no-hash", "--store", "unhashed");
        assertThat(unhashed.status()).as(unhashed.err()).isZero();
        assertThat(run("captures", "show", "1", "--store", "unhashed", "--format", "json")
                        .out())
                .contains("\"image_sha256\": null", "\"image_not_hashed\": \"the image was not hashed, on request\"");
        assertThat(unhashed.err()).contains("hash       the image was not hashed");
        Nodemem.Result verified = run("captures", "verify", "1", "--store", "unhashed");
        assertThat(verified.out()).contains("not checked", "the image was not hashed", "nothing proves");
        assertThat(verified.err()).doesNotContain("intact");
        assertThat(verified.status()).isEqualTo(3);
        assertThat(run("analyze", IMAGE, "--hash", "--store", "unhashed").err()).doesNotContain("was not hashed");
    }

    @Test
    void imagesAreConvertedAndSliced() throws Exception {
        String whole = SampleNode.IMAGE.toString();
        Path lime = folder.resolve("node.lime");
        assertThat(run("image", "convert", whole, lime.toString(), "--to", "lime")
                        .status())
                .isZero();
        assertThat(run("image", "info", lime.toString()).out()).contains("LiME", "6.1.0-54-cloud-amd64");
        Path slice = folder.resolve("slice.avml");
        String[] symbols = {"--symbols", SampleNode.SYMBOLS};
        assertThat(run("image", "slice", whole, "-o", slice.toString(), symbols[0], symbols[1])
                        .status())
                .isZero();
        assertThat(Files.size(slice)).isLessThan(Files.size(SampleNode.IMAGE) / 2);
        String query = "tasks.select { [pid, name, cmdline, exe] }";
        assertThat(run("query", "--image", slice.toString(), query, "--format", "csv")
                        .out())
                .isNotEmpty()
                .isEqualTo(
                        run("query", "--image", whole, query, "--format", "csv").out());
    }

    @Test
    void aConversionIsTheSameHoweverItIsAskedFor() throws Exception {
        Path plain = folder.resolve("plain.lime");
        Nodemem.Result result = run("image", "convert", IMAGE, plain.toString(), "--to", "LIME");
        assertThat(result.out()).contains("covered_bytes", plain.toString());
        Path hashed = folder.resolve("hashed.lime");
        String row = run("image", "convert", "--to=lime", "--hash", IMAGE, hashed.toString(), "--format=json")
                .out();
        assertThat(hashed).hasSameBinaryContentAs(plain);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(plain));
        assertThat(row).contains("\"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"");
    }

    @Test
    void aConversionThatCannotBeTellsWhyAndLeavesNothing() throws Exception {
        String existing =
                Files.writeString(folder.resolve("existing"), "evidence").toString();
        Nodemem.Result overwriting = run("image", "convert", IMAGE, existing, "--to", "lime");
        assertThat(overwriting.err()).contains("nodemem: ", "existing exists already");
        assertThat(overwriting.status()).isEqualTo(2);
        assertThat(Path.of(existing)).hasContent("evidence");
        Nodemem.Result missing = run("image", "convert", "no-such-image", "never", "--to", "raw");
        assertThat(missing.err()).contains("no-such-image cannot be read: there is no such file");
        assertThat(missing.status()).isEqualTo(2);
        Nodemem.Result unknown = run("image", "convert", IMAGE, "never", "--to", "vmdk");
        assertThat(unknown.err()).contains("vmdk", "LIME, AVML, RAW", "nodemem image convert --help");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void aScriptRunsInTheShell() throws Exception {
        String script = "mounts.where { type == 'proc' }\n  .count()\nformat json\nmounts\n.limit(1)\nnonsense\n";
        Path file = Files.writeString(folder.resolve("script"), script);
        Nodemem.Result result = Nodemem.run(folder, Map.of(), "/bin/sh", "-c", Nodemem.LAUNCHER + " shell < " + file);
        assertThat(result.out()).contains("4").contains("\"mount_id\"");
        assertThat(result.err()).contains("there is no table 'nonsense'");
        assertThat(result.status()).isEqualTo(2);
    }

    /** The names of the members of the objects in a JSON array; fails if it is none. */
    private static Set<String> columnsOf(String json) throws IOException {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }
}
