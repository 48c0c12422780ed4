package io.nodememory.shell.command;

import io.nodememory.shell.Output;
import io.nodememory.shell.output.OutputFormat;
import io.nodememory.shell.output.RowWriter;
import picocli.CommandLine.Option;

/** {@code --format} and what belongs to it. */
final class FormatOption {
    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), vertical, json, ndjson or csv.")
    private OutputFormat format = OutputFormat.table;

    @Option(
            names = "--exact",
            description =
                    "CSV for programs: without it texts that a spreadsheet would run as a formula get an apostrophe in"
                            + " front and control characters are escaped.")
    private boolean exact;

    OutputFormat format() {
        return format;
    }

    RowWriter writer(Output output) {
        return writer(output, format);
    }

    RowWriter writer(Output output, OutputFormat chosen) {
        return chosen.writer(output.writer(), output.screen(), exact);
    }
}
