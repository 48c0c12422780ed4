package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.store.KeySource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodemem store encrypt}. */
@Command(
        name = "encrypt",
        description = {
            "Encrypts a store.",
            "%nNeeds as much free disk space as the store has, and that no other process uses the store. The captures do not"
                    + " change. The old file is removed, not wiped: its blocks can stay on the disk until they are reused."
        },
        footer = "  nodemem store encrypt --store case-42/evidence --store-key-file store.key")
public final class StoreEncryptCommand implements Callable<Integer> {
    @Mixin
    private StoreOption store;

    @Override
    public Integer call() {
        try (StoreKey key = store.given()
                .or(() -> KeySource.askedTwice("Key for the store " + store.file() + ": "))
                .orElseThrow(StoreEncryptCommand::noKey)) {
            EvidenceStore.changeKey(store.file(), null, key);
        }
        System.err.println(VisibleText.escape("nodemem: the store " + store.file() + " is encrypted"));
        return ExitStatus.FINE;
    }

    private static BadInputException noKey() {
        return new BadInputException(
                "a key is needed to encrypt a store: give one with --store-key-file or " + StoreOption.VARIABLE);
    }
}
