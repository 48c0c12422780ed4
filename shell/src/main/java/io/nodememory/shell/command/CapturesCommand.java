package io.nodememory.shell.command;

import picocli.CommandLine.Command;

/** {@code nodemem captures}: the captures of a store. */
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
public final class CapturesCommand extends CommandGroup {
    public CapturesCommand() {
        super("the captures");
    }
}
