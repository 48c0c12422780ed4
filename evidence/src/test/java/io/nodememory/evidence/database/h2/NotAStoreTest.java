package io.nodememory.evidence.database.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotAStoreTest {
    @TempDir
    Path folder;

    @Test
    void aMissingStoreIsReportedWithAdvice() {
        refused(folder.resolve("none"), Access.READ, "there is no store", "analyze an image first");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void aTextFile(Access access) throws Exception {
        refused(
                file("just some text\n".repeat(1000).getBytes(StandardCharsets.UTF_8)),
                access,
                "not an evidence store");
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyFile(Access access) throws Exception {
        refused(file(new byte[0]), access, "it is empty");
    }

    @ParameterizedTest
    @EnumSource
    void randomBytes(Access access) throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        refused(file(bytes), access, "not an evidence store");
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfH2OneFour(Access access) throws Exception {
        String header = "H:2,block:2,blockSize:1000,chunk:1,created:15f0,format:1,version:1,fletcher:1a2b\n";
        refused(file(Arrays.copyOf(header.getBytes(StandardCharsets.UTF_8), 8192)), access, "another version of H2");
    }

    @ParameterizedTest
    @EnumSource
    void aFolder(Access access) throws Exception {
        Files.createDirectory(folder.resolve("x.mv.db"));
        refused(folder.resolve("x"), access, "it is a folder");
    }

    @ParameterizedTest
    @EnumSource
    void anotherProgramsDatabase(Access access) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("x"), "sa", "sa");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE customers (id INT)");
        }
        refused(folder.resolve("x"), access, "not an evidence store");
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedStore(Access access) throws Exception {
        byte[] whole = Files.readAllBytes(store());
        for (int length : new int[] {1, 100, 5_000, 9_000, whole.length / 2}) {
            Path cut = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> EvidenceStore.open(cut.toString(), access, SampleTables.ALL))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    /** A damaged store gives one sentence or can be read; it never throws another exception. */
    @Test
    void aDamagedStoreNeverThrowsAnythingElse() throws Exception {
        byte[] whole = Files.readAllBytes(store());
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 20; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = file(damaged);
            assertThatCode(() -> useAll(file))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isNull(),
                            e -> assertThat(e)
                                    .isInstanceOf(BadInputException.class)
                                    .hasMessageNotContaining("\n"));
        }
    }

    private static void useAll(Path file) {
        try (EvidenceStore store = EvidenceStore.open(file.toString(), Access.READ, SampleTables.ALL)) {
            store.captures().forEach(capture -> store.verify(capture.id()));
        }
    }

    @Test
    void aSemicolonInThePathAddsNoSettings() {
        Path path = folder.resolve("x;INIT=CREATE TABLE t(a INT)");
        refused(path, Access.WRITE, "semicolon");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void prefixesOfH2AreNoPrefixesHere() {
        Path path = folder.resolve("mem:x");
        EvidenceStore.open(path.toString(), Access.WRITE, SampleTables.ALL).close();
        assertThat(folder.resolve("mem:x.mv.db")).isRegularFile();
    }

    @Test
    void aFileWithoutReadPermission() throws Exception {
        Path file = store();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("not run as root").isFalse();
        refused(file, Access.READ, "no permission to read");
    }

    private void refused(Path path, Access access, String... words) {
        assertThatThrownBy(() -> EvidenceStore.open(path.toString(), access, SampleTables.ALL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("x.mv.db"), content);
    }

    private Path store() {
        Path path = folder.resolve("good");
        try (EvidenceStore store = EvidenceStore.open(path.toString(), Access.WRITE, SampleTables.ALL)) {
            SampleTables.capture(store, folder.resolve("good.mv.db"), 50, "p");
        }
        return folder.resolve("good.mv.db");
    }
}
