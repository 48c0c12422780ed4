package io.nodememory.shell;

import io.nodememory.shell.command.AnalyzeCommand;
import io.nodememory.shell.command.CaptureCommand;
import io.nodememory.shell.command.CapturesCommand;
import io.nodememory.shell.command.CheckCommand;
import io.nodememory.shell.command.ImageCommand;
import io.nodememory.shell.command.InspectCommand;
import io.nodememory.shell.command.NodememCommand;
import io.nodememory.shell.command.QueryCommand;
import io.nodememory.shell.command.ScanCommand;
import io.nodememory.shell.command.ShellCommand;
import io.nodememory.shell.command.StoreCommand;
import io.nodememory.shell.command.SymbolsCommand;
import io.nodememory.shell.command.TablesCommand;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;

/**
 * The commands. Picocli reads the annotations of every registered command, which takes a third of a short run. So only the
 * called command is registered; all are registered for help, for a wrong name and for no command.
 */
final class CommandTree {
    private static final List<Class<?>> ALL = List.of(
            AnalyzeCommand.class,
            QueryCommand.class,
            ShellCommand.class,
            CheckCommand.class,
            TablesCommand.class,
            CapturesCommand.class,
            StoreCommand.class,
            SymbolsCommand.class,
            ImageCommand.class,
            ScanCommand.class,
            InspectCommand.class,
            CaptureCommand.class,
            HelpCommand.class);

    private static final Set<String> VERSION = Set.of("--version", "-V");

    private CommandTree() {}

    static CommandLine of(String[] args, IFactory factory) {
        CommandLine commandLine = new CommandLine(NodememCommand.class, factory);
        String first = args.length == 0 ? "" : args[0];
        if (args.length == 1 && VERSION.contains(first)) {
            return commandLine;
        }
        List<Class<?>> called =
                ALL.stream().filter(command -> name(command).equals(first)).toList();
        boolean one = !called.isEmpty() && called.get(0) != HelpCommand.class;
        (one ? called : ALL).forEach(commandLine::addSubcommand);
        if (!one) {
            commandLine.addSubcommand(new GenerateCompletion());
            commandLine
                    .getSubcommands()
                    .get("generate-completion")
                    .getCommandSpec()
                    .usageMessage()
                    .hidden(true);
        }
        return commandLine;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
