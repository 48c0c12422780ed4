package io.nodememory.shell.command;

import io.nodememory.shell.Version;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a command. */
@Command(
        name = "nodemem",
        description =
                "Linux memory forensics for Kubernetes nodes: reads a node's memory image into tables, answers queries"
                        + " about them.",
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
        footer = {"  nodemem tables", "  nodemem help tables"},
        subcommands = {
            AnalyzeCommand.class,
            QueryCommand.class,
            TablesCommand.class,
            CapturesCommand.class,
            SymbolsCommand.class,
            ImageCommand.class,
            HelpCommand.class,
            GenerateCompletion.class
        })
public final class NodememCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print a stack trace with an error (also NODEMEM_DEBUG=1).")
    @SuppressWarnings("UnusedVariable") // Main looks for it itself: an error may come before anything is parsed.
    private boolean debug;

    @Override
    public Integer call() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
        return CommandLine.ExitCode.USAGE;
    }
}
