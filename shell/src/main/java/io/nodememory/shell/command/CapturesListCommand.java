package io.nodememory.shell.command;

import io.nodememory.evidence.Access;
import io.nodememory.evidence.Capture;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.shell.ExitStatus;
import io.nodememory.shell.Output;
import io.nodememory.shell.output.OutputFormat;
import io.nodememory.shell.output.RecordRows;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodemem captures list}. */
@Command(
        name = "list",
        description = "Lists the captures of a store, deleted ones included.",
        footer = {"  nodemem captures list --store case-42/evidence", "  nodemem captures list --format json"})
public final class CapturesListCommand implements Callable<Integer> {
    /** What fits a line; the formats for programs have all. */
    private static final List<String> MAIN_COLUMNS =
            List.of("id", "name", "node", "release", "started", "complete", "deleted", "image_path");

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
            TableSpec<Capture> columns = TableSpec.of(Capture.class, walk -> {});
            RecordRows.write(
                    format.writer(output),
                    columns,
                    format.format() == OutputFormat.table ? MAIN_COLUMNS : List.of(),
                    evidence.captures());
        }
        return ExitStatus.FINE;
    }
}
