package io.nodememory.shell.command;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.evidence.database.Access;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.query.Session;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code nodemem} itself. */
@Command(
        name = "nodemem",
        description =
                "Linux memory forensics for Kubernetes nodes: reads a node's memory image into tables, answers queries"
                        + " about them. Without a command it opens the shell.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:fine",
            "1:findings (check only)",
            "2:usage or bad input",
            "3:the run could not look at all of it"
        },
        footer = {
            "  nodemem analyze node.avml --symbols vmlinux.json.xz",
            "  nodemem query 'tasks.where { uid == 0 && container_id }'",
            "  nodemem shell",
            "  nodemem help query"
        })
public final class NodememCommand implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print a stack trace with an error (also NODEMEM_DEBUG=1).")
    @SuppressWarnings("UnusedVariable") // Main reads it itself: an error can occur before the command line is parsed
    private boolean debug;

    public NodememCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (Session session = new Session(new StoreOption().open(Access.READ), null);
                OpenView view = new OpenView(SymbolChoice.USUAL)) {
            return ShellCommand.run(session, view, output);
        }
    }
}
