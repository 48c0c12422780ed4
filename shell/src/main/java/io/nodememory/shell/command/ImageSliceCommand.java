package io.nodememory.shell.command;

import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.output.WrittenImageRow;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem image slice}. */
@Command(
        name = "slice",
        description = "Writes only the pages that an analysis of the image reads: a small image with the same tables.",
        footer = {
            "  nodemem image slice node.avml -o small.avml",
            "  nodemem image slice node.avml --symbols vmlinux.json.xz -o small.lime --to lime"
        })
public final class ImageSliceCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path file;

    @Option(names = "-o", required = true, paramLabel = "DST", description = "The file to write; it must not exist.")
    private Path target;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            completionCandidates = RangeFormats.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ImageOutputFormat to = ImageOutputFormat.AVML;

    @Option(
            names = "--all",
            description = "With the pages of the large tables too, such as page_cache. By default they are left out.")
    private boolean all;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private FormatOption format;

    public ImageSliceCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        to.requireRanges();
        RecordingImage recording = new RecordingImage(MemoryImages.open(file));
        List<TableSpec<?>> tables =
                Tables.ALL.stream().filter(table -> all || !table.bulky()).toList();
        try (OpenImage open = OpenImage.open(file, recording, symbols.choice());
                ProgressLine progress = new ProgressLine(tables.size())) {
            for (TableSpec<?> table : tables) {
                progress.walking(table);
                walk(open, table);
                progress.walked(table, 0);
            }
            ImageWriter.Written written = SliceWriter.write(recording, target, to);
            WrittenImageRow.write(format.writer(output), written);
        }
        return ExitStatus.FINE;
    }

    private static <R extends Record> void walk(OpenImage open, TableSpec<R> table) {
        table.walker().walk(new Walk<>(open.kernel(), table.name(), row -> {}));
    }
}
