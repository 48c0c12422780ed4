package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code image files} and {@code scan} of the sample: what files and processes hold in memory. */
class MemoryContentTest {
    private static final Path SAMPLE = Path.of("../samples/node").toAbsolutePath();
    private static final String SECRET = "PASSWORD=correct-horse-battery-staple";

    @TempDir
    private Path folder;

    /** The command's words, then the sample with its symbols, then the options. */
    private Nodemem.Result run(List<String> command, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                SAMPLE.resolve("node.avml").toString(),
                "--symbols",
                SAMPLE.resolve("symbols.json.xz").toString()));
        arguments.addAll(List.of(options));
        Map<String, String> environment = Map.of(
                "NODEMEM_OFFLINE", "1", "NODEMEM_CACHE", folder.resolve("cache").toString());
        return Nodemem.run(folder, environment, Nodemem.LAUNCHER.toString(), arguments.toArray(String[]::new));
    }

    private Nodemem.Result files(String... options) throws Exception {
        return run(List.of("image", "files"), options);
    }

    private Nodemem.Result scan(String... options) throws Exception {
        return run(List.of("scan"), options);
    }

    @Test
    void filesAreListedByTheirPaths() throws Exception {
        Nodemem.Result some = files("--path", "/run/pods/redis-0.*", "--format", "json");
        assertThat(some.status()).as(some.err()).isZero();
        assertThat(some.out())
                .contains("\"path\": \"/run/pods/redis-0.sh\"", "\"path\": \"/run/pods/redis-0.pid\"")
                .doesNotContain("/init");
        Nodemem.Result none = files("--path", "/run/*", "--format", "json");
        assertThat(none.status()).isZero();
        assertThat(none.out().strip()).isEqualTo("[]");
        Nodemem.Result pages = files("--path", "/run/pods/redis-0.pid", "--pages", "--format", "csv");
        assertThat(pages.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("/run/pods/redis-0.pid,")
                .contains(",0,0xffff");
    }

    @Test
    void filesAreWrittenForTheirOwnerAloneAndOverNothing() throws Exception {
        Nodemem.Result written = files("--path", "/run/pods/redis-0.*", "-o", "found");
        assertThat(written.status()).as(written.err()).isZero();
        Path pid;
        try (var found = Files.walk(folder.resolve("found"))) {
            pid = found.filter(file -> file.endsWith("redis-0.pid")).findFirst().orElseThrow();
        }
        // The sample's pages do not have it
        assertThat(pid).hasBinaryContent(new byte[4]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pid)))
                .endsWith("------");
        assertThat(folder.resolve("found/files.json"))
                .content()
                .contains("/run/pods/redis-0.pid", "/run/pods/redis-0.sh", "\"holes\"", "\"length\" : 4");
        Nodemem.Result again = files("-o", "found");
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err())
                .isEqualTo("nodemem: found is not empty: choose a new folder, so that no file is overwritten\n");
    }

    @Test
    void whatAFileHasInMemoryIsWritten() throws Exception {
        Nodemem.Result written = Nodemem.run(
                folder,
                Map.of(
                        "NODEMEM_OFFLINE",
                        "1",
                        "NODEMEM_CACHE",
                        folder.resolve("cache").toString()),
                Nodemem.LAUNCHER.toString(),
                "image",
                "files",
                AnalyzedCapture.IMAGE,
                "--symbols",
                AnalyzedCapture.SYMBOLS,
                "--path",
                "/etc/passwd",
                "-o",
                "found");
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(folder.resolve("found/host/etc/passwd")).content().startsWith("root:x:0:0:");
    }

    @Test
    void filesAreWrittenIntoOneTarFile() throws Exception {
        Nodemem.Result written = files("--path", "/run/pods/redis-0.pid", "-o", "found.tar");
        assertThat(written.status()).as(written.err()).isZero();
        byte[] tar = Files.readAllBytes(folder.resolve("found.tar"));
        assertThat(tar.length % 512).isZero();
        assertThat(new String(tar, StandardCharsets.ISO_8859_1))
                .contains("ustar", "host/run/pods/redis-0.pid", "\"size\" : 4");
        assertThat(files("-o", "found.tar").status()).isEqualTo(2);
    }

    @Test
    void processesAreSearchedForAnExpression() throws Exception {
        Nodemem.Result all = scan("--pattern", "PASSWORD=[a-z-]+", "--format", "json");
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.out()).contains(SECRET, "\"name\": \"payments-api\"", "\"pid\": 1,");
        Matcher process =
                Pattern.compile("\"pid\": ([0-9]+), \"name\": \"payments-api\"").matcher(all.out());
        assertThat(process.find()).isTrue();
        String pid = process.group(1);
        Nodemem.Result one = scan("--pattern", "PASSWORD=[a-z-]+", "--pid", pid, "--format", "csv");
        assertThat(one.out().lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith(pid + ",payments-api,"));
        Nodemem.Result limited = scan("--pattern", "PASSWORD=[a-z-]+", "--limit", "1", "--format", "csv");
        assertThat(limited.out().lines()).hasSize(2);
        Nodemem.Result none = scan("--pattern", "surely[0-9]{40}nowhere", "--format", "json");
        assertThat(none.status()).isZero();
        assertThat(none.out().strip()).isEqualTo("[]");
    }

    @Test
    void aPatternThatIsNoneAndAProcessThatIsNotThereAreSaid() throws Exception {
        Nodemem.Result wrong = scan("--pattern", "(unclosed");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualTo("nodemem: the pattern is not a regular expression: Unclosed group at character 9\n");
        Nodemem.Result absent = scan("--pattern", "x", "--pid", "999999");
        assertThat(absent.status()).isEqualTo(2);
        assertThat(absent.err()).contains("999999");
    }
}
