package io.nodememory.shell.command;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.shell.output.TableHelp;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem tables}: the catalogue of tables and columns. */
@Command(
        name = "tables",
        description = "Lists the evidence tables, or the columns and joins of one.",
        footer = {"  nodemem tables", "  nodemem tables mounts", "  nodemem tables --format json"})
public final class TablesCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", arity = "0..1", paramLabel = "TABLE", description = "The table to describe.")
    private String table;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default) or json.")
    private Format format = Format.table;

    enum Format {
        table,
        json
    }

    public TablesCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        List<TableSpec<?>> tables = table == null ? Tables.ALL : List.of(find(table));
        TableHelp help = new TableHelp(output.writer(), output.screen());
        if (format == Format.json) {
            help.json(tables);
        } else if (table == null) {
            help.list(tables);
        } else {
            help.describe(tables.get(0));
        }
        return ExitStatus.FINE;
    }

    private static TableSpec<?> find(String name) {
        return Tables.find(name)
                .orElseThrow(() ->
                        new BadInputException("there is no table '" + name + "': 'nodemem tables' lists the tables"));
    }
}
