package io.nodememory.shell.command;

import io.nodememory.kernel.image.write.OutputFormat;
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
                "Writes a memory image in another format. LiME and raw files come out as AVML's own convert makes them.",
        footer = {
            "  nodemem image convert node.avml node.lime --to lime",
            "  nodemem image convert node.lime node.avml --to avml"
        })
public final class ImageConvertCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "SRC", description = "The memory image to read.")
    private Path source;

    @Parameters(index = "1", paramLabel = "DST", description = "The file to write; it must not be there yet.")
    private Path target;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "lime, avml (compressed) or raw.")
    private OutputFormat to;

    @Option(names = "--hash", description = "Also tell the SHA-256 of what is written.")
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
