package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.store.KeySource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodemem store rekey}. */
@Command(
        name = "rekey",
        description = "Changes the key of an encrypted store by encrypting the whole file again.",
        footer = "  nodemem store rekey --store-key-file old.key --new-key-file new.key")
public final class StoreRekeyCommand implements Callable<Integer> {
    private static final String VARIABLE = "NODEMEM_STORE_NEW_KEY";

    @Mixin
    private StoreOption store;

    @Option(
            names = "--new-key-file",
            paramLabel = "FILE",
            description =
                    "A file with the new key; by default the variable " + VARIABLE + ", or a prompt on a terminal.")
    private Path newKeyFile;

    @Override
    public Integer call() {
        try (StoreKey from = store.key();
                StoreKey to = newKey()) {
            EvidenceStore.changeKey(store.file(), from, to);
        }
        System.err.println(VisibleText.escape("nodemem: the store " + store.file() + " has another key"));
        return ExitStatus.FINE;
    }

    private StoreKey newKey() {
        return KeySource.given(newKeyFile, VARIABLE)
                .or(() -> KeySource.askedTwice("New key for the store " + store.file() + ": "))
                .orElseThrow(() -> new BadInputException(
                        "the store needs a new key: give one with --new-key-file or " + VARIABLE));
    }
}
