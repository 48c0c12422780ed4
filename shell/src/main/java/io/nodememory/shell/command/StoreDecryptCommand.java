package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodemem store decrypt}. */
@Command(
        name = "decrypt",
        description = "Decrypts a store: everyone who can read the file can then read the evidence.",
        footer = "  nodemem store decrypt --store case-42/evidence --store-key-file store.key")
public final class StoreDecryptCommand implements Callable<Integer> {
    @Mixin
    private StoreOption store;

    @Override
    public Integer call() {
        try (StoreKey key = store.key()) {
            EvidenceStore.changeKey(store.file(), key, null);
        }
        System.err.println(VisibleText.escape("nodemem: the store " + store.file() + " is no longer encrypted"));
        return ExitStatus.FINE;
    }
}
