package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nodemem captures}: what a store holds. */
@Command(
        name = "captures",
        description = "Lists, shows, verifies, compares, approves, exports and deletes the captures of a store.",
        footer = {"  nodemem captures list", "  nodemem captures verify 3", "  nodemem captures diff 2 3 --format json"
        },
        subcommands = {
            CapturesListCommand.class,
            CapturesShowCommand.class,
            CapturesVerifyCommand.class,
            CapturesDiffCommand.class,
            CapturesApproveCommand.class,
            CapturesExportCommand.class,
            CapturesDeleteCommand.class
        })
public final class CapturesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        throw new ParameterException(
                commandLine,
                "say what to do with the captures: "
                        + String.join(", ", commandLine.getSubcommands().keySet()));
    }
}
