package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import io.nodememory.shell.output.CaptureRows;
import io.nodememory.shell.output.RecordRows;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem captures show}. */
@Command(
        name = "show",
        description = "Shows one capture: image, kernel, symbols and custody.",
        footer = {
            "  nodemem captures show 3",
            "  nodemem captures show 3 --format json",
            "  nodemem captures show 3 --tables"
        })
public final class CapturesShowCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "ID", description = "The capture.")
    private long id;

    @Option(
            names = "--tables",
            description = "Show the capture's tables with their numbers of rows and hashes instead.")
    private boolean tables;

    @Mixin
    private StoreOption store;

    @Mixin
    private FormatOption format;

    public CapturesShowCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (EvidenceStore evidence = store.open(Access.READ)) {
            Capture capture = evidence.capture(id);
            if (tables) {
                RecordRows.write(
                        format.writer(output),
                        CaptureTable.TABLE,
                        List.of("name", "row_count", "sha256"),
                        evidence.tablesOf(id));
            } else {
                // One row of many columns is too wide for a terminal.
                RowFormat chosen = format.format() == RowFormat.table ? RowFormat.vertical : format.format();
                CaptureRows.whole(format.writer(output, chosen), List.of(capture));
            }
        }
        return ExitStatus.FINE;
    }
}
