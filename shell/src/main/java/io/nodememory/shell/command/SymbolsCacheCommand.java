package io.nodememory.shell.command;

import io.nodememory.kernel.symbols.file.SymbolCache;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nodemem symbols cache}. */
@Command(
        name = "cache",
        description = "Lists or clears the cache of symbols.",
        footer = {"  nodemem symbols cache list", "  nodemem symbols cache clear"})
public final class SymbolsCacheCommand implements Runnable {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("key", Kind.TEXT),
            new OutputColumn("bytes", Kind.INTEGER),
            new OutputColumn("used", Kind.TIME),
            new OutputColumn("file", Kind.TEXT));

    private final Output output;

    @Spec
    private CommandSpec spec;

    public SymbolsCacheCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "choose what to do with the cache: list or clear");
    }

    @Command(
            name = "list",
            description = "Lists the cached kernels, the most recently used first.",
            footer = "  nodemem symbols cache list --format json")
    int list(@Mixin FormatOption format) throws IOException {
        RowWriter rows = format.writer(output);
        rows.start(COLUMNS);
        for (SymbolCache.Entry entry : SymbolCache.standard().list()) {
            rows.row(List.of(
                    entry.key(), entry.bytes(), entry.used(), entry.file().toString()));
        }
        rows.finish();
        return ExitStatus.FINE;
    }

    @Command(name = "clear", description = "Deletes all cached symbols.", footer = "  nodemem symbols cache clear")
    int clear() {
        CommandLine commandLine = spec.commandLine();
        int kernels = SymbolCache.standard().clear();
        commandLine.getErr().println("nodemem: " + kernels + " cached kernels deleted");
        return ExitStatus.FINE;
    }
}
