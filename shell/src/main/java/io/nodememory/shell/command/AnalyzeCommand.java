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
            "%nImages: LiME, AVML, ELF core and raw, told by their content. What was found is said on standard error; standard"
                    + " output holds the id alone. The exit status is 3 where something could not be looked at: the image is"
                    + " cut short, lacks some of the machine's RAM or could not be hashed, or a table could not be walked"
                    + " to its end or lost all its rows."
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
                    "Whether the SHA-256 of the image's file is recorded, for which all of it is read, holes too; without it"
                            + " nothing proves later that the file is still the same. Unless told, files up to 16 GiB are"
                            + " hashed, which takes seconds, and larger ones are not.")
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
