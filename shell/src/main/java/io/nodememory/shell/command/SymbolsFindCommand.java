package io.nodememory.shell.command;

import io.nodememory.shell.analysis.OpenImage;
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

/** {@code nodemem symbols find}. */
@Command(
        name = "find",
        description =
                "Finds the symbols of an image's kernel as 'analyze' does, proves that they fit, and prints where they are"
                        + " from.",
        footer = {"  nodemem symbols find node.avml", "  nodemem symbols find node.avml --symbols folder/"})
public final class SymbolsFindCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path image;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private FormatOption format;

    public SymbolsFindCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenImage open = OpenImage.open(image, symbols.choice())) {
            SymbolsRow.write(
                    format.writer(output, format.format() == RowFormat.table ? RowFormat.vertical : format.format()),
                    image,
                    open.kernel().symbols());
        }
        return ExitStatus.FINE;
    }
}
