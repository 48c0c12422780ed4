package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.table.Tables;
import io.nodememory.shell.analysis.AnalysisSummary;
import io.nodememory.shell.analysis.ImageAnalysis;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem analyze}: reads an image into the store. */
@Command(
        name = "analyze",
        description = {
            "Reads a memory image into the store and prints the capture's id.",
            "%nReads LiME, AVML, ELF core, kdump and raw images; the content decides the format. A summary goes to standard"
                    + " error; standard output has only the id. The exit status is 3 if the capture is incomplete: the image"
                    + " is cut short, lacks RAM of the machine, could not be hashed or is not the image of its manifest, or a"
                    + " table could not be walked to its end or lost all its rows."
                    + " Single objects that could not be read are rows of the table problems."
        },
        footer = {
            "  nodemem analyze node.avml --symbols vmlinux.json.xz",
            "  nodemem analyze node.lime --store case-42/evidence --name before-reboot"
        })
public final class AnalyzeCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path image;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private StoreOption store;

    @Option(names = "--name", paramLabel = "LABEL", description = "A label for the capture.")
    private String name;

    @Option(
            names = "--hash",
            negatable = true,
            description =
                    "Record the SHA-256 of the image file, or do not. The hash needs a read of the whole file, including holes;"
                            + " without it nothing proves later that the file is unchanged. By default only files of up to"
                            + " 16 GiB are hashed, which takes seconds.")
    private Boolean hash;

    public AnalyzeCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        ImageAnalysis analysis;
        try (OpenImage open = OpenImage.open(image, symbols.choice());
                EvidenceStore evidence = store.open(Access.WRITE)) {
            ProgressLine progress = new ProgressLine(Tables.ALL.size());
            analysis = ImageAnalysis.run(open, evidence, name, null, progress, hashing());
            AnalysisSummary.print(System.err, analysis, evidence.place());
        }
        output.writer().append(Long.toString(analysis.result().capture().id())).append('\n');
        return analysis.completeness().isComplete() ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    private ImageHashing hashing() {
        if (hash == null) {
            return ImageHashing.USUAL;
        }
        return hash ? ImageHashing.ALWAYS : ImageHashing.NEVER;
    }
}
