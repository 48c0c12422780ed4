package io.nodememory.shell.command;

import io.nodememory.query.Cancellation;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.inspect.Inspector;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nodemem inspect}: the typed view for scripts. */
@Command(
        name = "inspect",
        description = {
            "Shows structs, lists, symbols, bytes and instructions in a memory image, as C would write them.",
            "%nExpressions: struct('task_struct', ADDRESS), symbol(ADDRESS), symbol('init_task'), read(ADDRESS, BYTES),"
                    + " disasm('schedule', COUNT), list_for_each('modules', 'module', 'list'). Members follow with dots and through"
                    + " pointers, elements of arrays by .at(3). The shell has the same after 'open IMAGE'."
        },
        footer = {
            "  nodemem inspect node.avml \"symbol('init_task').mm\"",
            "  nodemem inspect node.avml \"struct('task_struct', 0xffff888003a40000).mm.exe_file.f_path\"",
            "  nodemem inspect node.avml \"list_for_each('modules', 'module', 'list').name\" \"disasm('do_exit', 40)\""
        })
public final class InspectCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The memory image.")
    private Path image;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "EXPRESSION", description = "What to show.")
    private List<String> expressions;

    @Mixin
    private SymbolsOption symbols;

    public InspectCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenImage open = OpenImage.open(image, symbols.choice())) {
            Inspector inspector = new Inspector(open.kernel());
            for (String expression : expressions) {
                inspector.write(expression, output.writer(), new Cancellation());
                output.writer().flush();
            }
        }
        return ExitStatus.FINE;
    }
}
