package io.nodememory.evidence.database.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.SampleTables;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncryptedStoreTest {
    /** The beginning of all process names in the sample capture, which an encrypted file must not contain. */
    private static final String MARK = "conspicuous-process-name-";

    private static StoreKey key;
    private static StoreKey other;

    @TempDir
    Path folder;

    private String spec;

    @BeforeAll
    static void keys() {
        key = StoreKey.of("correct horse пароль".toCharArray());
        other = StoreKey.of("correct horse".toCharArray());
    }

    @AfterAll
    static void wipe() {
        key.close();
        other.close();
    }

    @BeforeEach
    void place() {
        spec = folder.resolve("evidence").toString();
    }

    @Test
    void anEncryptedStoreIsQueriedAndExtendedLikeAnyOther() throws Exception {
        Capture capture = capture(key);
        assertThat(EvidenceStore.isEncrypted(spec)).isTrue();
        assertThat(plain()).doesNotContain(MARK).doesNotContain("CREATE CACHED TABLE");
        try (EvidenceStore store = open(Access.READ, key);
                EvidenceStore second = open(Access.READ, key)) {
            assertThat(store.captures()).containsExactly(capture);
            assertThat(second.verify(1).findings()).isEmpty();
        }
        try (EvidenceStore store = open(Access.WRITE, key)) {
            assertThat(SampleTables.capture(store, null, 3, "later").id()).isEqualTo(2);
            store.delete(1, "tester", "over");
        }
        try (EvidenceStore store = EvidenceStore.open(spec, Access.READ, key)) {
            assertThat(store.verify(2).findings()).isEmpty();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoreIsNotReadWithoutItsKey(Access access) {
        capture(key);
        refused(access, null).hasMessageContainingAll("it is encrypted", "--store-key-file", "NODEMEM_STORE_KEY");
        // H2 itself ends the password at the space and would accept both.
        refused(access, other).hasMessageContaining("the key is wrong");
    }

    @Test
    void anotherKeyDoesNotOpenAnOpenStore() {
        capture(key);
        try (EvidenceStore store = open(Access.READ, key)) {
            refused(Access.READ, other).hasMessageContaining("the key is wrong");
            assertThat(store.captures()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyForAStoreWithoutEncryption(Access access) throws Exception {
        capture(null);
        byte[] before = Files.readAllBytes(file());
        refused(access, key).hasMessageContaining("nodemem store encrypt");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aShortFileIsNotOverwritten(Access access) throws Exception {
        capture(key);
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {10, 4096, 8191, 8192, 12_000, whole.length / 2}) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file(), cut);
            refused(access, key).hasMessageNotContaining("key is null");
            if (length < 8192) {
                assertThat(Files.readAllBytes(file())).isEqualTo(cut);
            }
        }
    }

    @Test
    void aDamagedStoreGivesOneSentence() throws Exception {
        capture(key);
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(7);
        for (int round = 0; round < 15; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file(), damaged);
            assertThatCode(() -> {
                        try (EvidenceStore store = open(Access.READ, key)) {
                            store.captures().forEach(capture -> store.verify(capture.id()));
                        }
                    })
                    .satisfiesAnyOf(
                            e -> assertThat(e).isNull(),
                            e -> assertThat(e)
                                    .isInstanceOf(BadInputException.class)
                                    .hasMessageNotContaining("\n"));
        }
    }

    @Test
    void aStoreIsEncryptedRekeyedAndDecrypted() throws Exception {
        Capture capture = capture(null);
        assertThat(plain()).contains("CREATE CACHED TABLE");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        EvidenceStore.changeKey(spec, null, key);
        assertThat(plain()).doesNotContain(MARK).doesNotContain("CREATE CACHED TABLE");
        refused(Access.READ, null);
        holds(capture, key);

        EvidenceStore.changeKey(spec, key, other);
        refused(Access.READ, key);
        holds(capture, other);

        EvidenceStore.changeKey(spec, other, null);
        assertThat(EvidenceStore.isEncrypted(spec)).isFalse();
        holds(capture, null);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-r-----");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void theKeyOfAStoreInUseIsNotChanged() throws Exception {
        capture(key);
        byte[] before = Files.readAllBytes(file());
        try (EvidenceStore store = open(Access.READ, key)) {
            assertThatThrownBy(() -> EvidenceStore.changeKey(spec, key, other))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("while it is in use");
            assertThat(store.captures()).hasSize(1);
        }
        assertThatThrownBy(() -> EvidenceStore.changeKey(spec, other, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the key is wrong");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void shortSecretsAreRejected() {
        assertThatThrownBy(() -> StoreKey.of("hunter2".toCharArray()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 12 characters")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aStoreInPostgresRejectsAKey() {
        assertThatThrownBy(() -> EvidenceStore.open("jdbc:postgresql://localhost:1/x", Access.READ, key))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no key");
        assertThat(EvidenceStore.isEncrypted("jdbc:postgresql://localhost:1/x")).isFalse();
    }

    private Capture capture(StoreKey with) {
        try (EvidenceStore store = open(Access.WRITE, with)) {
            return SampleTables.capture(store, null, 200, MARK);
        }
    }

    private void holds(Capture capture, StoreKey with) {
        try (EvidenceStore store = EvidenceStore.open(spec, Access.READ, with)) {
            assertThat(store.captures()).containsExactly(capture);
            assertThat(store.verify(capture.id()).findings()).isEmpty();
        }
    }

    private AbstractThrowableAssert<?, ?> refused(Access access, StoreKey with) {
        return assertThatThrownBy(() -> open(access, with))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("cannot use the store " + file())
                .hasMessageNotContaining("\n");
    }

    private EvidenceStore open(Access access, StoreKey with) {
        return EvidenceStore.open(spec, access, with, SampleTables.ALL);
    }

    private Path file() {
        return Path.of(spec + ".mv.db");
    }

    private String plain() throws IOException {
        return new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1);
    }
}
