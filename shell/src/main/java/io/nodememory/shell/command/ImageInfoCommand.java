package io.nodememory.shell.command;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem image info}. */
@Command(
        name = "info",
        description = {
            "Describes an image: its format, the RAM it covers, the kernel in it.",
            "%nThe exit status is 3 if the image is incomplete, such as a truncated file."
        },
        footer = {"  nodemem image info node.avml", "  nodemem image info node.lime --ranges --format csv"})
public final class ImageInfoCommand implements Callable<Integer> {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("path", Kind.TEXT),
            new OutputColumn("format", Kind.TEXT),
            new OutputColumn("size", Kind.INTEGER),
            new OutputColumn("covered_bytes", Kind.INTEGER),
            new OutputColumn("ranges", Kind.INTEGER),
            new OutputColumn("release", Kind.TEXT),
            new OutputColumn("build_id", Kind.TEXT),
            new OutputColumn("warnings", Kind.TEXT_LIST));

    private static final List<OutputColumn> RANGE_COLUMNS = List.of(
            new OutputColumn("start", Kind.ADDRESS),
            new OutputColumn("end", Kind.ADDRESS),
            new OutputColumn("bytes", Kind.INTEGER));

    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path file;

    @Option(
            names = "--ranges",
            description = "The physical ranges that the image covers (end is one past the last byte).")
    private boolean ranges;

    @Mixin
    private FormatOption format;

    public ImageInfoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (MemoryImage image = MemoryImages.open(file)) {
            if (ranges) {
                ranges(image);
            } else {
                summary(image);
            }
            return image.warnings().isEmpty() ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
        }
    }

    private void summary(MemoryImage image) throws IOException {
        Optional<VmcoreInfo> kernel = KernelOpener.probe(image);
        RowWriter rows =
                format.writer(output, format.format() == RowFormat.table ? RowFormat.vertical : format.format());
        rows.start(COLUMNS);
        rows.row(Arrays.asList(
                file.toString(),
                image.format(),
                Files.size(file),
                image.ranges().stream().mapToLong(PhysicalRange::size).sum(),
                image.ranges().size(),
                kernel.map(VmcoreInfo::osRelease).orElse(null),
                kernel.flatMap(VmcoreInfo::buildId).orElse(null),
                image.warnings()));
        rows.finish();
    }

    private void ranges(MemoryImage image) throws IOException {
        RowWriter rows = format.writer(output);
        rows.start(RANGE_COLUMNS);
        for (PhysicalRange range : image.ranges()) {
            rows.row(List.of(range.start(), range.end(), range.size()));
        }
        rows.finish();
    }
}
