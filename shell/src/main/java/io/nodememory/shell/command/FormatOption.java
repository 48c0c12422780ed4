package io.nodememory.shell.command;

import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.Output;
import picocli.CommandLine.Option;

/** {@code --format} and what belongs to it. */
final class FormatOption {
    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), vertical, json, ndjson or csv.")
    private RowFormat format = RowFormat.table;

    @Option(
            names = "--exact",
            description =
                    "CSV for programs: without it texts that a spreadsheet would run as a formula get an apostrophe in"
                            + " front and control characters are escaped.")
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
