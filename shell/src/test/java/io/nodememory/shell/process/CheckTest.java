package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nodemem check} on the sample: exit statuses, reports and baselines. */
class CheckTest {
    private static final Path SAMPLES = Path.of("../samples").toAbsolutePath();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void analyze() throws Exception {
        String image = SAMPLES.resolve("node/node.avml").toString();
        String symbols = SAMPLES.resolve("node/symbols.json.xz").toString();
        assertThat(Nodemem.run(folder, "analyze", image, "--symbols", symbols).status())
                .isZero();
    }

    private static Nodemem.Result check(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Nodemem.run(folder, all);
    }

    private static String policy(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void theStatusTellsTheVerdict() throws Exception {
        String clean = policy("clean.nodemem", "rule('none') { forbid tasks.where { pid < 0 } }");
        String wrong = policy("wrong.nodemem", "rule('none') { forbid tasks.where { pod < 0 } }");
        String blind = policy("blind.nodemem", "rule('new') { forbid tasks.added(since: baseline) }");

        assertThat(check(clean).status()).isZero();
        assertThat(check("kubernetes").status()).isEqualTo(1);
        assertThat(check(wrong).status()).isEqualTo(2);
        assertThat(check(wrong).err()).contains("line 1, column 37: tasks has no 'pod'");
        assertThat(check(clean, blind).status()).isEqualTo(3);
        assertThat(check(clean, blind).out()).contains("UNDECIDED  new", "needs a baseline", "INCOMPLETE");
        assertThat(check(clean, "--gate", "1:OLD").status()).isEqualTo(2);
        assertThat(check("kubernetes", "--gate", "100:TOTAL:FAILURE").status()).isZero();
        assertThat(check("kubernetes", "--gate", "1:TOTAL_CRITICAL:UNSTABLE").status())
                .isEqualTo(1);
    }

    @Test
    void writesEveryReport() throws Exception {
        check("kubernetes", "--html", "c.html", "--sarif", "c.sarif", "--junit", "c.xml", "--json", "c.json");

        assertThat(folder.resolve("c.html"))
                .content()
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n");
        assertThat(folder.resolve("c.sarif")).content().contains("\"version\": \"2.1.0\"");
        assertThat(folder.resolve("c.xml")).content().contains("<testcase");
        assertThat(folder.resolve("c.json")).content().contains("\"verdict\": \"fail\"");
        assertThat(Files.getPosixFilePermissions(folder.resolve("c.html"))).hasSize(2);
    }

    @Test
    void theTeamsPolicyHasItsExceptionAndGates() throws Exception {
        Nodemem.Result result = check(SAMPLES.resolve("policies/team.nodemem").toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "CRITICAL  reverse-shell",
                        "203.0.113.66",
                        "1 excused until",
                        "gate 1:TOTAL_HIGH:UNSTABLE missed")
                .doesNotContain("HIGH  privileged-container");
    }

    @Test
    void anApprovedBaselineIsComparedWith() throws Exception {
        assertThat(check("changes", "--baseline", "golden").err()).contains("no baseline 'golden'");
        Nodemem.Result approved =
                Nodemem.run(folder, "captures", "approve", "1", "--as", "golden", "--reason", "a test");
        assertThat(approved.status()).isZero();

        Nodemem.Result same = check("kubernetes", "changes", "--baseline", "golden", "--gate", "1:NEW");
        assertThat(same.status()).isZero();
        assertThat(same.lastLine()).startsWith("PASS").contains("(0 new since capture 1)");
        assertThat(check("changes", "--baseline", "last-good").status()).isEqualTo(3);
    }
}
