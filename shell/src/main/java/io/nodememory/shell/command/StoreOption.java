package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.shell.store.KeySource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --store} and the key of an encrypted store. The key is never an argument, because all users can read arguments. */
final class StoreOption {
    static final String VARIABLE = "NODEMEM_STORE_KEY";

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The evidence store, a file or jdbc:postgresql://USER@HOST/DATABASE; by default "
                    + EvidenceStore.DEFAULT + " below the working directory.")
    private String file = EvidenceStore.DEFAULT;

    @Option(
            names = "--store-key-file",
            paramLabel = "FILE",
            description = "A file with the key of an encrypted store; by default the variable " + VARIABLE
                    + ", or a prompt on a terminal. A store that is created with a key is encrypted.")
    private Path keyFile;

    /** Kept, because a command can open its store twice and the derivation of a key is slow. */
    private StoreKey key;

    EvidenceStore open(Access access) {
        return EvidenceStore.open(file, access, key());
    }

    /** The key from the file, the variable or the prompt; null if the store needs none. */
    StoreKey key() {
        if (key == null) {
            key = given().or(this::asked).orElse(null);
        }
        return key;
    }

    String file() {
        return file;
    }

    /** The key from the file or the variable. */
    Optional<StoreKey> given() {
        return KeySource.given(keyFile, VARIABLE);
    }

    private Optional<StoreKey> asked() {
        return EvidenceStore.isEncrypted(file) ? KeySource.asked("Key of the store " + file + ": ") : Optional.empty();
    }
}
