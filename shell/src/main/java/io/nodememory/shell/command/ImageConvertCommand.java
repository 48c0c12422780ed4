package io.nodememory.shell.command;

import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem image convert}. */
@Command(
        name = "convert",
        description =
                "Converts a memory image into another format. LiME and raw files equal those of AVML's own convert, byte for byte.",
        footer = {
            "  nodemem image convert node.avml node.lime --to lime",
            "  nodemem image convert node.lime node.avml --to avml"
        })
public final class ImageConvertCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "SRC", description = "The memory image to read.")
    private Path source;

    @Parameters(index = "1", paramLabel = "DST", description = "The file to write; it must not exist.")
    private Path target;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "One of ${COMPLETION-CANDIDATES}.")
    private ImageOutputFormat to;

    @Option(names = "--hash", description = "Also print the SHA-256 of the written file.")
    private boolean hash;

    @Mixin
    private FormatOption format;

    public ImageConvertCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        new ImageConversion(source, target, to, hash).run(format.writer(output));
        return ExitStatus.FINE;
    }
}
