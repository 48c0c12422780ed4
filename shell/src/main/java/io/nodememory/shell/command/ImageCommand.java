package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nodemem image}: image files themselves. */
@Command(
        name = "image",
        description = "Tells about memory images, converts and slices them, takes files out of them.",
        footer = {
            "  nodemem image info node.avml",
            "  nodemem image convert node.avml node.lime --to lime",
            "  nodemem image slice node.lime -o small.avml",
            "  nodemem image files node.avml --path '/etc/**' -o etc"
        },
        subcommands = {
            ImageInfoCommand.class,
            ImageConvertCommand.class,
            ImageSliceCommand.class,
            ImageFilesCommand.class
        })
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
