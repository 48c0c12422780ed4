package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.shell.runtime.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem captures delete}. */
@Command(
        name = "delete",
        description =
                "Deletes a capture's rows. Its record stays, with the operator and the reason, so that the chain of custody"
                        + " can still be proved.",
        footer = "  nodemem captures delete 3 --reason 'retention of 90 days is over'")
public final class CapturesDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The capture.")
    private long id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason for the deletion, for the record.")
    private String reason;

    @Mixin
    private StoreOption store;

    @Override
    public Integer call() {
        try (EvidenceStore evidence = store.open(Access.WRITE)) {
            evidence.delete(id, CaptureInfo.thisOperator(), reason);
        }
        return ExitStatus.FINE;
    }
}
