package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only groups others: called alone, it names them. */
abstract class CommandGroup implements Runnable {
    private final String on;

    @Spec
    private CommandSpec spec;

    /** @param on the object of its commands, such as "the image" */
    CommandGroup(String on) {
        this.on = on;
    }

    @Override
    public final void run() {
        CommandLine commandLine = spec.commandLine();
        String commands = String.join(", ", commandLine.getSubcommands().keySet());
        throw new ParameterException(commandLine, "choose what to do with " + on + ": " + commands);
    }
}
