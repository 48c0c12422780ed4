package io.nodememory.shell.command;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.module.ModuleSymbols;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem symbols list}. */
@Command(
        name = "list",
        description = "Lists the symbols of an image's kernel and of its modules with their addresses in that image, as"
                + " /proc/kallsyms does.",
        footer = {
            "  nodemem symbols list node.avml --match '^tcp4_seq'",
            "  nodemem symbols list node.avml --format csv > symbols.csv"
        })
public final class SymbolsListCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path image;

    @Option(
            names = "--match",
            paramLabel = "REGEX",
            description = "Only names that match this Java regular expression somewhere.")
    private String regex = "";

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private FormatOption format;

    public SymbolsListCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        Pattern wanted = pattern();
        boolean whole = true;
        try (OpenImage open = OpenImage.open(image, symbols.choice())) {
            RowWriter rows = format.writer(output);
            rows.start(List.of(
                    new OutputColumn("address", Kind.ADDRESS),
                    new OutputColumn("name", Kind.TEXT),
                    new OutputColumn("module", Kind.TEXT)));
            Kernel kernel = open.kernel();
            Iterator<Symbol> own = kernel.symbols().symbols().iterator();
            while (own.hasNext()) {
                Symbol symbol = own.next();
                // KASLR does not move per-CPU variables that are linked at zero
                long address = symbol.address() < 0 ? symbol.address() + kernel.shift() : symbol.address();
                row(rows, wanted, address, symbol.name(), null);
            }
            for (KernelObject module : Modules.of(kernel).all().keySet()) {
                try {
                    String name = module.text("name");
                    for (Map.Entry<Long, String> symbol :
                            ModuleSymbols.of(kernel).all(module).entrySet()) {
                        row(rows, wanted, symbol.getKey(), symbol.getValue(), name);
                    }
                } catch (UnreadableMemoryException e) {
                    System.err.println("nodemem: the symbols of a module could not be read: " + e.getMessage());
                    whole = false;
                }
            }
            rows.finish();
        }
        return whole ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    private static void row(RowWriter rows, Pattern wanted, long address, String name, String module)
            throws IOException {
        if (wanted.matcher(name).find()) {
            rows.row(Arrays.asList(address, name, module));
        }
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new BadInputException(
                    "the pattern is not a regular expression: " + e.getDescription() + " at character " + e.getIndex(),
                    e);
        }
    }
}
