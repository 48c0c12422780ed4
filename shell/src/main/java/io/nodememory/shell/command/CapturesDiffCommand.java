package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.compare.CaptureDiff;
import io.nodememory.evidence.database.Access;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.output.DiffRows;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem captures diff}. */
@Command(
        name = "diff",
        description = {
            "Shows the rows that were added, removed and changed between two captures.",
            "%nColumns that identify a row match the rows of both captures; tables without such columns are not compared. The"
                    + " exit status is 3 if another table could not be compared, for example because a capture lacks it."
        },
        footer = {"  nodemem captures diff 1 2", "  nodemem captures diff 1 2 --format json --limit 10000"})
public final class CapturesDiffCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier capture.")
    private long before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The later capture.")
    private long after;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            description = "The most rows of each kind and table to show; by default ${DEFAULT-VALUE}.")
    private int limit = 1000;

    @Mixin
    private StoreOption store;

    @Mixin
    private FormatOption format;

    public CapturesDiffCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (EvidenceStore evidence = store.open(Access.READ)) {
            CaptureDiff diff = evidence.diff(before, after, limit);
            DiffRows.write(format.writer(output), diff);
            diff.notCompared().forEach(why -> System.err.println("nodemem: not compared: " + VisibleText.escape(why)));
            boolean lacking = evidence.tables().stream()
                    .filter(table -> !table.identity().isEmpty())
                    .anyMatch(table -> diff.notCompared().stream().anyMatch(why -> why.startsWith(table.name() + ":")));
            return lacking ? ExitStatus.INCOMPLETE : ExitStatus.FINE;
        }
    }
}
