package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nodemem image}: image files themselves. */
@Command(
        name = "image",
        description = "Tells about memory images.",
        footer = {"  nodemem image info node.avml"},
        subcommands = {ImageInfoCommand.class})
public final class ImageCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        throw new ParameterException(
                commandLine,
                "say what to do with the image: "
                        + String.join(", ", commandLine.getSubcommands().keySet()));
    }
}
