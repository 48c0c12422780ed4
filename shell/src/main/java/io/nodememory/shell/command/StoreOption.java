package io.nodememory.shell.command;

import io.nodememory.evidence.Access;
import io.nodememory.evidence.EvidenceStore;
import picocli.CommandLine.Option;

/** {@code --store}. */
final class StoreOption {
    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The evidence store; without it " + EvidenceStore.DEFAULT + " below the current folder.")
    private String file = EvidenceStore.DEFAULT;

    EvidenceStore open(Access access) {
        return EvidenceStore.open(file, access);
    }
}
