package io.nodememory.shell.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinksTest {
    private static final Instant TIME = Instant.parse("2026-11-24T06:29:44Z");

    @TempDir
    private Path folder;

    private static void fill(FileSink sink, String name) throws IOException {
        byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
        sink.add(name, content.length, TIME, out -> out.write(content));
    }

    @Test
    void aFolderHoldsTheFilesForTheirOwnerAlone() throws IOException {
        Path target = folder.resolve("new");
        try (FolderSink sink = new FolderSink(target)) {
            fill(sink, "host/etc/passwd");
            assertThatThrownBy(() -> fill(sink, "../outside")).isInstanceOf(IllegalArgumentException.class);
        }
        Path file = target.resolve("host/etc/passwd");
        assertThat(file).hasContent("content of host/etc/passwd");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(TIME);
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    /** The folder must be empty, so that no link in it leads elsewhere and no file in it is overwritten. */
    @Test
    void aFolderWithContentIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("host"), Path.of("/"));
        assertThatThrownBy(() -> new FolderSink(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not empty");
    }

    /** tar(1) reads the file back: a long name, an empty file. */
    @Test
    void aTarFileIsWhatTarReads() throws Exception {
        Path tar = folder.resolve("files.tar");
        String longName = "host/" + "directory/".repeat(30) + "size";
        try (TarSink sink = new TarSink(tar)) {
            fill(sink, longName);
            sink.add("host/empty", 0, null, out -> {});
            fill(sink, "host/etc/passwd");
        }
        Process process = new ProcessBuilder("tar", "-xf", tar.toString(), "-C", folder.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.inputReader().lines()).isEmpty();
        assertThat(process.waitFor()).isZero();
        assertThat(folder.resolve("host/etc/passwd")).hasContent("content of host/etc/passwd");
        assertThat(folder.resolve("host/empty")).isEmptyFile();
        assertThat(folder.resolve(longName)).hasContent("content of " + longName);
    }

    @Test
    void aTarFileHoldsWhatWasAnnounced() throws IOException {
        try (TarSink sink = new TarSink(folder.resolve("files.tar"))) {
            assertThatThrownBy(() -> sink.add("host/x", 1, null, out -> out.write(new byte[2])))
                    .hasMessageContaining("longer than announced");
        }
    }

    @Test
    void patternsAreTheShells() {
        assertThat(new FilePattern("/etc/*").matches("/etc/passwd")).isTrue();
        assertThat(new FilePattern("/etc/*").matches("/etc/ssl/x")).isFalse();
        assertThat(new FilePattern("/etc/**").matches("/etc/ssl/x\ny")).isTrue();
        assertThat(new FilePattern("**/pass??").matches("/a/b/passwd")).isTrue();
        assertThat(new FilePattern("/a.b[1]").matches("/a.b[1]")).isTrue();
        assertThat(new FilePattern("**").matches(null)).isFalse();
    }
}
