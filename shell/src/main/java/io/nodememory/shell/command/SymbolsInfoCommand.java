package io.nodememory.shell.command;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.output.SymbolsRow;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nodemem symbols info}. */
@Command(
        name = "info",
        description = "Describes a symbol file: its kernel and its contents.",
        footer = {"  nodemem symbols info vmlinux.json.xz", "  nodemem symbols info vmlinux --format json"})
public final class SymbolsInfoCommand implements Callable<Integer> {
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
            SymbolsRow.write(
                    format.writer(output, format.format() == RowFormat.table ? RowFormat.vertical : format.format()),
                    file,
                    symbols);
        }
        return ExitStatus.FINE;
    }
}
