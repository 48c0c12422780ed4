package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.shell.store.KeySource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --store} and the key of an encrypted one, which is never an argument: everybody on a machine can read those. */
final class StoreOption {
    static final String VARIABLE = "NODEMEM_STORE_KEY";

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The evidence store, a file or jdbc:postgresql://USER@HOST/DATABASE; without it "
                    + EvidenceStore.DEFAULT + " below the current folder.")
    private String file = EvidenceStore.DEFAULT;

    @Option(
            names = "--store-key-file",
            paramLabel = "FILE",
            description = "A file with the key of an encrypted store; without it the variable " + VARIABLE
                    + ", and on a terminal the key is asked for. A store that is made with a key is encrypted.")
    private Path keyFile;

    /** Kept, as a command may open its store twice and making a key takes its time. */
    private StoreKey key;

    EvidenceStore open(Access access) {
        return EvidenceStore.open(file, access, key());
    }

    /** The key by whatever way; null if none was given, and none is asked for. */
    StoreKey key() {
        if (key == null) {
            key = given().or(this::asked).orElse(null);
        }
        return key;
    }

    String file() {
        return file;
    }

    /** The key by file or variable, if there is one. */
    Optional<StoreKey> given() {
        return KeySource.given(keyFile, VARIABLE);
    }

    private Optional<StoreKey> asked() {
        return EvidenceStore.isEncrypted(file) ? KeySource.asked("Key of the store " + file + ": ") : Optional.empty();
    }
}
