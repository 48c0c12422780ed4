package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to give a store's key, none of which is an argument. */
class StoreKeyTest {
    private static final String SECRET = "correct horse, battery";
    private static final String OTHER = "correct horse, saddle";

    private static final String TASKS = Integer.toString(AnalyzedCapture.TASKS);

    @TempDir
    private static Path folder;

    @BeforeAll
    static void analyzeIntoAnEncryptedStore() throws Exception {
        succeeds(with(
                SECRET, "analyze", AnalyzedCapture.IMAGE, "--symbols", AnalyzedCapture.SYMBOLS, "--store", "made"));
    }

    @Test
    void byVariableAndByFile() throws Exception {
        assertThat(succeeds(count(SECRET, "made"))).contains(TASKS);
        Path file = Files.writeString(folder.resolve("key"), SECRET + "\n");
        assertThat(succeeds(count("", "made", "--store-key-file", file.toString())))
                .contains(TASKS);
        // What stands on the command line goes before what lies around.
        assertThat(succeeds(count(OTHER, "made", "--store-key-file", file.toString())))
                .contains(TASKS);
    }

    @Test
    void whoHasNoKeyIsToldHowToGiveOne() throws Exception {
        fails(count("", "made"), "it is encrypted: give its key");
        fails(count(OTHER, "made"), "the key is wrong");
        fails(count("short", "made"), "at least 12 characters");
        fails(
                count("", "made", "--store-key-file", "missing"),
                "cannot use the key file missing: the file does not exist");
        Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2, 3, 4});
        fails(count("", "made", "--store-key-file", file.toString()), "it is not text");
    }

    @Test
    void aStoreIsEncryptedGivenAnotherKeyAndDecrypted() throws Exception {
        String store = copy("converted");
        succeeds(with(SECRET, "store", "decrypt", "--store", store));
        assertThat(succeeds(count("", store))).contains(TASKS);
        fails(count(SECRET, store), "nodemem store encrypt");
        fails(with("", "store", "decrypt", "--store", store), "is not encrypted");

        fails(with("", "store", "encrypt", "--store", store), "--store-key-file");
        succeeds(with(OTHER, "store", "encrypt", "--store", store));
        fails(with(OTHER, "store", "rekey", "--store", store), "--new-key-file");
        Path file = Files.writeString(folder.resolve("new"), SECRET);
        succeeds(with(OTHER, "store", "rekey", "--store", store, "--new-key-file", file.toString()));
        fails(count(OTHER, store), "the key is wrong");
        Nodemem.Result verified = with(SECRET, "captures", "verify", "1", "--store", store);
        assertThat(verified.err()).contains("capture 1 is intact");
        succeeds(verified);
    }

    private static String copy(String name) throws IOException {
        Files.copy(folder.resolve("made.mv.db"), folder.resolve(name + ".mv.db"));
        return name;
    }

    private static Nodemem.Result count(String key, String store, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("query", "tasks.count()", "--store", store));
        arguments.addAll(List.of(options));
        return with(key, arguments.toArray(String[]::new));
    }

    /** @param key in the environment; empty for none */
    private static Nodemem.Result with(String key, String... arguments) throws Exception {
        Map<String, String> environment = Map.of("NODEMEM_STORE_KEY", key, "NODEMEM_STORE_NEW_KEY", "");
        Nodemem.Result result = Nodemem.run(folder, environment, Nodemem.LAUNCHER.toString(), arguments);
        assertThat(result.out() + result.err()).doesNotContain(SECRET).doesNotContain(OTHER);
        return result;
    }

    private static String succeeds(Nodemem.Result result) {
        assertThat(result.status()).as(result.err()).isZero();
        return result.out();
    }

    private static void fails(Nodemem.Result result, String why) {
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(why);
        assertThat(result.err().strip().lines()).hasSize(1);
    }
}
