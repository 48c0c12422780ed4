package io.nodememory.shell.command;

import io.nodememory.capture.node.NodeReader;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.evidence.Access;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.OutputFormat;
import io.nodememory.kernel.table.Tables;
import io.nodememory.shell.ExitStatus;
import io.nodememory.shell.Output;
import io.nodememory.shell.analysis.AnalysisSummary;
import io.nodememory.shell.analysis.ImageAnalysis;
import io.nodememory.shell.analysis.NodeCapture;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.output.VisibleText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodemem capture}: from a running node to an image and its tables. */
@Command(
        name = "capture",
        description = {
            "Captures the memory of a running node as an image with a manifest, reads it into the store and prints the"
                    + " capture's id.",
            "%nWithout --full only the pages that the analysis needs are read: megabytes instead of all RAM. Nothing is"
                    + " written on the node; it needs a POSIX shell, dd and cat there, and root."
        },
        footer = {
            "  nodemem capture --node gke-pool-1-x7 --namespace forensics",
            "  nodemem capture --exec 'ssh node-7 sudo sh' --reason 'ticket 4711'",
            "  nodemem capture --local --full -o node.avml"
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Output output;

    @ArgGroup(multiplicity = "1")
    private CaptureSource source;

    @Option(names = "--full", description = "Read all RAM, not only what the analysis needs.")
    private boolean full;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "The image to write, with its manifest FILE.json beside it (default: NODE-TIME.avml here).")
    private Path target;

    @Option(names = "--to", paramLabel = "FORMAT", description = "avml (compressed, the default) or lime.")
    private OutputFormat to = OutputFormat.AVML;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the manifest and the store.")
    private String reason;

    @Option(names = "--name", paramLabel = "LABEL", description = "A label for the capture.")
    private String name;

    @Option(names = "--no-analysis", description = "Write the image only; prints its file in place of an id.")
    private boolean imageOnly;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private StoreOption store;

    public CaptureCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (to == OutputFormat.RAW) {
            throw new BadInputException("a raw image cannot say what it leaves out: choose avml or lime");
        }
        NodeCapture.Result captured;
        try (CaptureSource from = source;
                NodeShell shell = from.shell();
                NodeReader reader = NodeReader.connect(shell)) {
            NodeCapture capture = new NodeCapture(reader, target(reader), to, reason, from.clusterFacts());
            captured = full ? capture.full() : capture.targeted(symbols.choice());
        }
        System.err.printf("%-10s %s%n", "captured", VisibleText.escape(captured.summary()));
        captured.warnings()
                .forEach(warning -> System.err.printf("%-10s %s%n", "INCOMPLETE", VisibleText.escape(warning)));
        boolean whole = captured.warnings().isEmpty();
        if (imageOnly) {
            output.writer().append(captured.image().toString()).append('\n');
        } else {
            whole &= analyze(captured.image());
        }
        return whole ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    /** The tables come from the image that was sealed, so that they can be had from it again. */
    private boolean analyze(Path image) throws IOException {
        ImageAnalysis analysis;
        try (OpenImage open = OpenImage.open(image, symbols.choice());
                EvidenceStore evidence = store.open(Access.WRITE)) {
            analysis = ImageAnalysis.run(open, evidence, name, reason, new ProgressLine(Tables.ALL.size()));
            AnalysisSummary.print(System.err, analysis, evidence.place());
        }
        output.writer().append(Long.toString(analysis.result().capture().id())).append('\n');
        return analysis.complete();
    }

    private Path target(NodeReader reader) throws IOException {
        Path file = target;
        if (file == null) {
            String node = reader.facts().hostname().replaceAll("[^A-Za-z0-9._-]", "_");
            file = Path.of("%s-%s.%s".formatted(node.isEmpty() ? "node" : node, STAMP.format(Instant.now()), to.id()));
        }
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "exists already; name another file");
        }
        return file;
    }
}
