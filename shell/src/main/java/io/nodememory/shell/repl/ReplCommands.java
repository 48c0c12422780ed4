package io.nodememory.shell.repl;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.shell.inspect.ViewFunction;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.repl.ReplCommand.Argument;
import io.nodememory.shell.repl.ReplCommand.Arguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of the shell, in the order of the help. A new command is added here alone. */
final class ReplCommands {
    private static final Arguments ON_OFF = state -> List.of(new Argument("on", ""), new Argument("off", ""));

    static final List<ReplCommand> ALL = List.of(
            new ReplCommand(
                    "help",
                    "help [TABLE | COMMAND]",
                    "Shows all commands, or every column of a table.",
                    ReplCommands::topics,
                    (shell, argument) -> shell.help().show(argument)),
            new ReplCommand(
                    "tables",
                    "tables",
                    "Lists the tables.",
                    Arguments.NONE,
                    (shell, argument) -> shell.help().tables()),
            new ReplCommand(
                    "captures",
                    "captures",
                    "Lists the captures of the store.",
                    Arguments.NONE,
                    (shell, argument) -> shell.captures()),
            new ReplCommand(
                    "use",
                    "use ID",
                    "Selects the capture that queries read.",
                    ReplCommands::captureIds,
                    (shell, argument) -> shell.use(id(argument))),
            new ReplCommand(
                    "baseline",
                    "baseline ID | off",
                    "Sets the capture that 'baseline' means in queries.",
                    ReplCommands::captureIds,
                    (shell, argument) -> shell.baseline(argument.equals("off") ? null : id(argument))),
            new ReplCommand(
                    "open",
                    "open [IMAGE]",
                    "Opens an image for the typed view; without a name, the image of the capture.",
                    Arguments.NONE,
                    (shell, argument) -> shell.open(argument.isEmpty() ? null : Path.of(argument))),
            new ReplCommand(
                    "code",
                    "code TABLE",
                    "Shows the Java code that finds a table's rows in the kernel.",
                    ReplCommands::tables,
                    (shell, argument) -> shell.code(argument)),
            new ReplCommand(
                    "format",
                    "format [NAME]",
                    "Sets the format of rows: " + RowFormat.names() + ".",
                    state -> Arrays.stream(RowFormat.values())
                            .map(format -> new Argument(format.name(), ""))
                            .toList(),
                    (shell, argument) -> shell.format(argument)),
            new ReplCommand(
                    "output",
                    "output [FILE]",
                    "Writes rows to a new file; without a name, to the screen again.",
                    Arguments.NONE,
                    (shell, argument) -> shell.output(argument.isEmpty() ? null : Path.of(argument))),
            new ReplCommand(
                    "explain",
                    "explain QUERY",
                    "Shows the SQL of a query.",
                    Arguments.NONE,
                    (shell, argument) -> shell.explain(argument)),
            new ReplCommand(
                    "timing",
                    "timing on | off",
                    "Prints the duration of each query.",
                    ON_OFF,
                    (shell, argument) -> shell.timing(isOn(argument))),
            new ReplCommand(
                    "secrets",
                    "secrets on | off",
                    "Shows values that may be secrets, or masks them.",
                    ON_OFF,
                    (shell, argument) -> shell.secrets(isOn(argument))),
            new ReplCommand(
                    "history",
                    "history",
                    "Shows the lines typed before.",
                    Arguments.NONE,
                    (shell, argument) -> shell.history()),
            new ReplCommand(
                    "clear",
                    "clear",
                    "Clears the screen.",
                    Arguments.NONE,
                    (shell, argument) -> shell.console().clear()),
            new ReplCommand(
                    "exit",
                    "exit",
                    "Leaves the shell, as Ctrl-D does.",
                    Arguments.NONE,
                    (shell, argument) -> shell.leave()),
            new ReplCommand("quit", "quit", "Leaves the shell.", Arguments.NONE, (shell, argument) -> shell.leave()));

    private ReplCommands() {}

    /** The command at the start of a line: its name, then nothing or a space. In a query a dot follows. */
    static Optional<ReplCommand> of(String line) {
        String word = firstWord(line);
        return ALL.stream().filter(command -> command.name().equals(word)).findFirst();
    }

    static String firstWord(String line) {
        String stripped = line.strip();
        int end = 0;
        while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
            end++;
        }
        return stripped.substring(0, end);
    }

    private static List<Argument> tables(ShellState state) {
        return state.session().store().tables().stream()
                .map(table -> new Argument(table.name(), table.help()))
                .toList();
    }

    private static List<Argument> topics(ShellState state) {
        List<Argument> topics = new ArrayList<>(tables(state));
        ViewFunction.all().forEach(function -> topics.add(new Argument(function.word(), function.help())));
        ALL.forEach(command -> topics.add(new Argument(command.name(), command.help())));
        return topics;
    }

    private static List<Argument> captureIds(ShellState state) {
        return state.session().store().captures().stream()
                .filter(capture -> !capture.isDeleted())
                .map(capture -> new Argument(Long.toString(capture.id()), describe(capture)))
                .toList();
    }

    static String describe(Capture capture) {
        return Stream.of(capture.name(), capture.node(), capture.kernel().release())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static long id(String argument) {
        try {
            return Long.parseLong(argument);
        } catch (NumberFormatException e) {
            throw new BadInputException("'" + argument + "' is not the id of a capture: 'captures' lists the ids", e);
        }
    }

    private static boolean isOn(String argument) {
        if (!argument.equals("on") && !argument.equals("off")) {
            throw new BadInputException("write on or off");
        }
        return argument.equals("on");
    }
}
