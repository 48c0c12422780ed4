package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing itself: without one of its commands it names them. */
abstract class CommandGroup implements Runnable {
    private final String on;

    @Spec
    private CommandSpec spec;

    /** @param on what its commands do something with, such as "the image" */
    CommandGroup(String on) {
        this.on = on;
    }

    @Override
    public final void run() {
        CommandLine commandLine = spec.commandLine();
        String commands = String.join(", ", commandLine.getSubcommands().keySet());
        throw new ParameterException(commandLine, "say what to do with " + on + ": " + commands);
    }
}
