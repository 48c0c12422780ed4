package io.nodememory.shell.command;

import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.Output;
import picocli.CommandLine.Option;

/** The option {@code --format} and its companions. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; by default table.")
    private RowFormat format = RowFormat.table;

    @Option(
            names = "--exact",
            description =
                    "Write CSV for programs. Without this option an apostrophe precedes texts that a spreadsheet would run"
                            + " as a formula, and control characters are escaped.")
    private boolean exact;

    RowFormat format() {
        return format;
    }

    RowWriter writer(Output output) {
        return writer(output, format);
    }

    RowWriter writer(Output output, RowFormat chosen) {
        return chosen.writer(output.writer(), output.screen(), exact);
    }
}
