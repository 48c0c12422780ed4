package io.nodememory.shell.analysis;

import io.nodememory.capture.Manifest;
import io.nodememory.capture.node.FullCapture;
import io.nodememory.capture.node.LiveImage;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.evidence.CaptureInfo;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.ImageWriter;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.OutputFormat;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.SliceWriter;
import io.nodememory.kernel.table.TableSpec;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.Walk;
import io.nodememory.shell.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One node's memory written as an image with its manifest. */
public final class NodeCapture {
    private static final double MEBIBYTE = 1 << 20;

    private final NodeReader reader;
    private final Path target;
    private final OutputFormat format;
    private final String reason;
    private final Map<String, Object> cluster;
    private final Instant started = Instant.now();

    /**
     * What was written.
     *
     * @param summary for people, one line
     * @param warnings why it is not the whole truth: whole sentences
     */
    public record Result(Path image, String summary, List<String> warnings) {}

    /**
     * @param reason null if not said
     * @param cluster what a cluster knows of the node, empty without one
     */
    public NodeCapture(
            NodeReader reader, Path target, OutputFormat format, String reason, Map<String, Object> cluster) {
        this.reader = reader;
        this.target = target;
        this.format = format;
        this.reason = reason;
        this.cluster = cluster;
    }

    /** All RAM. */
    public Result full() throws IOException {
        FullCapture.Result captured;
        try (TransferProgress progress = new TransferProgress()) {
            captured = FullCapture.write(reader, target, format, progress);
        }
        List<String> warnings = new ArrayList<>();
        if (!captured.unreadable().isEmpty()) {
            warnings.add("%,d pages of RAM could not be read on the node: the manifest names them"
                    .formatted(captured.unreadable().size()));
        }
        Manifest manifest = manifest("full", captured.image(), captured.ranges())
                .with("unreadable", Manifest.rangesValue(captured.unreadable()));
        return finish(manifest, captured.image(), warnings);
    }

    /**
     * The pages that our analysis reads.
     *
     * @param symbols where the symbols are to be taken from
     */
    public Result targeted(SymbolChoice symbols) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        RecordingImage recording = new RecordingImage(new LiveImage(reader, folder));
        try (OpenImage open = OpenImage.open(target, recording, symbols)) {
            keepNote(recording);
            List<String> warnings = walk(open.kernel());
            ImageWriter.Written written = SliceWriter.write(recording, target, format);
            Manifest manifest = manifest("targeted", written, recording.touched())
                    .with("problems", open.kernel().problems().list().size());
            return finish(manifest, written, warnings);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The image's header cannot carry VMCOREINFO, by which the kernel is found again: its page in memory can. */
    private void keepNote(MemoryImage recording) {
        reader.facts().vmcoreinfo().ifPresent(note -> {
            byte[] bytes = new byte[(int) note.size()];
            try {
                recording.read(note.start(), bytes, 0, bytes.length);
            } catch (UnreadableMemoryException e) {
                // Then the kernel is found by its banner, or by symbols that are given.
            }
        });
    }

    private static List<String> walk(Kernel kernel) {
        List<String> warnings = new ArrayList<>();
        try (ProgressLine progress = new ProgressLine(Tables.ALL.size())) {
            for (TableSpec<?> table : Tables.ALL) {
                progress.walking(table);
                walk(kernel, table, warnings);
                progress.walked(table, 0);
            }
        }
        return warnings;
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> table, List<String> warnings) {
        try {
            table.walker().walk(new Walk<>(kernel, table.name(), row -> {}));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            warnings.add("the table %s could not be walked to its end: %s".formatted(table.name(), e));
        }
    }

    private Manifest manifest(String depth, ImageWriter.Written written, List<PhysicalRange> held) {
        return new Manifest(
                        depth, reader.description(), "nodemem " + Version.number(), CaptureInfo.thisOperator(), reason)
                .times(started, Instant.now())
                .node(reader.facts(), started)
                .image(written, held);
    }

    private Result finish(Manifest manifest, ImageWriter.Written written, List<String> warnings) throws IOException {
        manifest.with("transferred_bytes", reader.bytes())
                .with("requests", reader.requests())
                .with("reconnected", reader.reconnected())
                .with("checksums", reader.checksums())
                .with("warnings", warnings)
                .with("cluster", cluster)
                .write(target);
        double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
        String summary = "%s: %,.1f MiB of memory in %,.1f MiB, %,.1f MiB read from the node in %.1f s, SHA-256 %s"
                .formatted(
                        target,
                        written.memory() / MEBIBYTE,
                        written.size() / MEBIBYTE,
                        reader.bytes() / MEBIBYTE,
                        seconds,
                        written.sha256());
        return new Result(target, summary, warnings);
    }
}
