package io.nodememory.shell.command;

import picocli.CommandLine.Command;

/** {@code nodemem image}: image files themselves. */
@Command(
        name = "image",
        description = "Describes, converts and slices memory images, and extracts files from them.",
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
public final class ImageCommand extends CommandGroup {
    public ImageCommand() {
        super("the image");
    }
}
