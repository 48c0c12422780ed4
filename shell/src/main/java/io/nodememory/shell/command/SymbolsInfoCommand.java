package io.nodememory.shell.command;

import io.nodememory.kernel.symbols.SymbolFiles;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.table.ColumnSpec.Kind;
import io.nodememory.shell.ExitStatus;
import io.nodememory.shell.Output;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.OutputFormat;
import io.nodememory.shell.output.RowWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nodemem symbols info}. */
@Command(
        name = "info",
        description = "Tells which kernel a symbol file is of and what is in it.",
        footer = {"  nodemem symbols info vmlinux.json.xz", "  nodemem symbols info vmlinux --format json"})
public final class SymbolsInfoCommand implements Callable<Integer> {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("path", Kind.TEXT),
            new OutputColumn("origin", Kind.TEXT),
            new OutputColumn("banner", Kind.TEXT),
            new OutputColumn("build_id", Kind.TEXT),
            new OutputColumn("structs", Kind.INTEGER),
            new OutputColumn("enums", Kind.INTEGER),
            new OutputColumn("symbols", Kind.INTEGER));

    private final Output output;

    @Parameters(paramLabel = "FILE", description = "The symbol file.")
    private Path file;

    @Mixin
    private FormatOption format;

    public SymbolsInfoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (Symbols symbols = SymbolFiles.read(file)) {
            RowWriter rows = format.writer(
                    output, format.format() == OutputFormat.table ? OutputFormat.vertical : format.format());
            rows.start(COLUMNS);
            rows.row(Arrays.asList(
                    file.toString(),
                    symbols.origin().description(),
                    symbols.banner().orElse(null),
                    symbols.buildId().orElse(null),
                    symbols.structNames().count(),
                    symbols.enumNames().count(),
                    symbols.symbols().count()));
            rows.finish();
        }
        return ExitStatus.FINE;
    }
}
