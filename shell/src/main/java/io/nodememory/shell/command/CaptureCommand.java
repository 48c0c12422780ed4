package io.nodememory.shell.command;

import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.nodememory.capture.CaptureOrder;
import io.nodememory.capture.Custody;
import io.nodememory.capture.Depth;
import io.nodememory.capture.NodeCapture;
import io.nodememory.capture.node.NodeFacts;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.upload.BucketUpload;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.Tables;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.analysis.AnalysisSummary;
import io.nodememory.shell.analysis.ImageAnalysis;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.analysis.ProgressLine;
import io.nodememory.shell.analysis.TransferProgress;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodemem capture}: captures a running node as an image and reads the image into the store. */
@Command(
        name = "capture",
        description = {
            "Captures the memory of a running node as an image with a manifest, reads it into the store and prints the"
                    + " capture's id.",
            "%nWithout --full it reads only the pages that the analysis needs: megabytes instead of all RAM. It writes"
                    + " nothing on the node, and needs root, a POSIX shell, dd and cat there."
        },
        footer = {
            "  nodemem capture --node gke-pool-1-x7 --namespace forensics",
            "  nodemem capture --exec 'ssh node-7 sudo sh' --reason 'ticket 4711'",
            "  nodemem capture --local --full -o node.avml"
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final String CANCELLED = "the capture was cancelled; no image is left of it";

    private final Output output;

    @ArgGroup(multiplicity = "1")
    private CaptureSource source;

    @Option(names = "--full", description = "Read all RAM, not only the pages that the analysis needs.")
    private boolean full;

    @Mixin
    private AvmlOption avml;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description =
                    "The image to write, with its manifest FILE.json beside it (default: NODE-TIME.avml in the working directory).")
    private Path target;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            completionCandidates = RangeFormats.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ImageOutputFormat to = ImageOutputFormat.AVML;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "The reason of the capture, for the manifest and the store.")
    private String reason;

    @Option(names = "--name", paramLabel = "LABEL", description = "A label for the capture.")
    private String name;

    @Option(
            names = "--upload",
            paramLabel = "gs://BUCKET/FOLDER",
            description = "Upload image and manifest too, with the cloud's default credentials.")
    private String bucket;

    @Option(names = "--no-analysis", description = "Write the image only; prints its path in place of an id.")
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
        if (bucket != null) {
            BucketUpload.to(bucket);
        }
        NodeCapture.Result captured = CancelOnExit.run(this::capture, NodeCapture.Result::delete, CANCELLED);
        System.err.printf("%-10s %s%n", "captured", VisibleText.escape(captured.summary()));
        captured.warnings()
                .forEach(warning -> System.err.printf("%-10s %s%n", "INCOMPLETE", VisibleText.escape(warning)));
        boolean uploaded = upload(captured);
        boolean whole = captured.warnings().isEmpty() && uploaded;
        if (imageOnly) {
            output.writer().append(captured.image().toString()).append('\n');
        } else {
            whole &= analyze(captured.image());
        }
        return whole ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
    }

    /** The hash of the capture before this one. A store that cannot be written is reported before the node is accessed. */
    private String previous() {
        if (imageOnly) {
            return null;
        }
        try (EvidenceStore evidence = store.open(Access.WRITE)) {
            return evidence.chainHead().orElse(null);
        }
    }

    /** Returns false if the upload failed; the capture itself is complete. */
    private boolean upload(NodeCapture.Result captured) {
        if (bucket == null) {
            return true;
        }
        try {
            Storage storage = StorageOptions.getDefaultInstance().getService();
            for (Path file : List.of(captured.image(), captured.manifest())) {
                String address = BucketUpload.to(bucket).upload(storage, file);
                System.err.printf("%-10s %s%n", "uploaded", VisibleText.escape(address));
            }
            return true;
        } catch (IOException e) {
            System.err.printf("%-10s %s%n", "INCOMPLETE", VisibleText.escape(e.getMessage()));
            return false;
        }
    }

    private NodeCapture.Result capture() throws IOException {
        NodeCapture.proveFree(target);
        Custody custody = new Custody("nodemem " + Version.number(), CaptureInfo.thisOperator(), reason, previous());
        CaptureOrder order = new CaptureOrder(
                target, to, full || avml.given() ? Depth.FULL : Depth.TARGETED, custody, avml.binary());
        try (CaptureSource from = source;
                NodeShell shell = from.shell();
                TransferProgress progress = new TransferProgress()) {
            return NodeCapture.run(shell, order, this::open, progress);
        } catch (CancellationException e) {
            throw new IOException(CANCELLED, e);
        }
    }

    private Kernel open(MemoryImage image, NodeFacts facts) {
        return OpenImage.kernel(image, symbols.choice().on(CosImage.parse(facts.osRelease())));
    }

    /** Reads the tables from the finished image, so that a later analysis of the image gives the same tables. */
    private boolean analyze(Path image) throws IOException {
        ImageAnalysis analysis;
        try (OpenImage open = OpenImage.open(image, symbols.choice());
                EvidenceStore evidence = store.open(Access.WRITE)) {
            analysis = ImageAnalysis.run(
                    open, evidence, name, reason, new ProgressLine(Tables.ALL.size()), ImageHashing.USUAL);
            AnalysisSummary.print(System.err, analysis, evidence.place());
        }
        output.writer().append(Long.toString(analysis.result().capture().id())).append('\n');
        return analysis.completeness().isComplete();
    }
}
