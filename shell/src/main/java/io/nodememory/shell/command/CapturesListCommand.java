package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.shell.output.CaptureRows;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodemem captures list}. */
@Command(
        name = "list",
        description = "Lists the captures of a store, including deleted ones.",
        footer = {"  nodemem captures list --store case-42/evidence", "  nodemem captures list --format json"})
public final class CapturesListCommand implements Callable<Integer> {
    private final Output output;

    @Mixin
    private StoreOption store;

    @Mixin
    private FormatOption format;

    public CapturesListCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (EvidenceStore evidence = store.open(Access.READ)) {
            if (format.format() == RowFormat.table) {
                CaptureRows.brief(format.writer(output), evidence.captures());
            } else {
                CaptureRows.whole(format.writer(output), evidence.captures());
            }
        }
        return ExitStatus.FINE;
    }
}
