package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void runsThroughRelativeAndAbsoluteLinksFromAnyFolder() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("absolute"), Nodemem.LAUNCHER);
        Path bin = Files.createDirectory(folder.resolve("bin dir"));
        Path second = Files.createSymbolicLink(bin.resolve("relative"), Path.of("../absolute"));
        for (Path link : new Path[] {first, second}) {
            Nodemem.Result result = Nodemem.run(folder, Map.of(), link.toString(), "--version");
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("nodemem ");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void saysWhatToDoWithoutJava() throws Exception {
        Nodemem.Result wrongHome =
                Nodemem.run(folder, Map.of("JAVA_HOME", folder.toString()), Nodemem.LAUNCHER.toString(), "--version");
        assertThat(wrongHome.status()).isEqualTo(2);
        assertThat(wrongHome.err()).contains("JAVA_HOME is " + folder).contains("correct it");

        Nodemem.Result noJava = Nodemem.run(
                folder,
                Map.of("JAVA_HOME", "", "PATH", folder.toString()),
                "/bin/sh",
                Nodemem.LAUNCHER.toString(),
                "--version");
        assertThat(noJava.status()).isEqualTo(2);
        assertThat(noJava.err()).contains("install a Java runtime 17 or newer");
    }

    @Test
    void refusesAnOlderJava() throws Exception {
        Path home = javaHomeOf("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        Nodemem.Result byRunning =
                Nodemem.run(folder, Map.of("JAVA_HOME", home.toString()), Nodemem.LAUNCHER.toString(), "--version");
        assertThat(byRunning.status()).isEqualTo(2);
        assertThat(byRunning.err()).contains("is Java 11.0.2, but Java 17 or newer is needed");

        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"1.8.0_402\"\n");
        Nodemem.Result byRelease =
                Nodemem.run(folder, Map.of("JAVA_HOME", home.toString()), Nodemem.LAUNCHER.toString(), "--version");
        assertThat(byRelease.err()).contains("is Java 1.8.0_402, but Java 17 or newer is needed");
    }

    private Path javaHomeOf(String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jvm/bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.getParent();
    }

    @Test
    void unusableCommandLinesEndWithOneSentenceAndStatusTwo() throws Exception {
        Nodemem.Result result = Nodemem.run(folder, "tables", "no\u001bsuch");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("nodemem: there is no table 'no\\esuch': 'nodemem tables' lists the tables\n");
        assertThat(Nodemem.run(folder, "tables", "--debug", "nosuch").err()).contains("\tat io.nodememory.shell");
        assertThat(Nodemem.run(folder, "tabels").err()).contains("did you mean tables");
        assertThat(Nodemem.run(folder, "tables", "--format", "yaml").status()).isEqualTo(2);
    }

    @Test
    void everyCommandHasHelpWithExamples() throws Exception {
        Nodemem.Result all = Nodemem.run(folder, "--help");
        assertThat(all.status()).isZero();
        assertThat(all.out()).contains("Exit status:");
        Nodemem.Result one = Nodemem.run(folder, "help", "tables");
        assertThat(one.out()).contains("Usage: nodemem tables").contains("Examples:");
    }

    @Test
    void standaloneJarRuns() throws Exception {
        Nodemem.Result result = Nodemem.run(
                folder,
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                Nodemem.LAUNCHER.resolveSibling("nodemem.jar").toString(),
                "tables");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("problems");
        assertThat(result.status()).isZero();
    }

    @Test
    void aReaderThatStopsReadingIsNoError() throws Exception {
        Nodemem.Result result =
                Nodemem.run(folder, Map.of(), "/bin/sh", "-c", Nodemem.LAUNCHER + " tables --format json | true");
        assertThat(result.err()).isEmpty();
        Nodemem.Result full = Nodemem.run(folder, Map.of(), "/bin/sh", "-c", Nodemem.LAUNCHER + " tables > /dev/full");
        assertThat(full.err()).contains("cannot write to standard output: No space left on device");
        assertThat(full.status()).isEqualTo(3);
    }
}
