package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlCapture;
import io.nodememory.capture.node.CaptureProgress;
import io.nodememory.capture.node.CapturedImage;
import io.nodememory.capture.node.FullCapture;
import io.nodememory.capture.node.Interruption;
import io.nodememory.capture.node.NodeKernels;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.TargetedCapture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.write.ImageJournal;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Captures one node: its memory as an image, with a manifest beside it. */
public final class NodeCapture {
    private static final double MEBIBYTE = 1 << 20;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final NodeReader reader;
    private final CaptureOrder order;
    private final Map<String, Object> cluster;
    private final Path target;
    private final Instant started = Instant.now();

    /**
     * A finished capture.
     *
     * @param sha256 hash of the image
     * @param transferred bytes of memory that the node sent
     * @param summary one line for users
     * @param warnings sentences that say why the image is incomplete
     */
    public record Result(
            Path image, Path manifest, String sha256, long transferred, String summary, List<String> warnings) {
        /** Removes the image and its manifest, for a capture that is cancelled after they were written. */
        public void delete() throws IOException {
            Files.deleteIfExists(manifest);
            Files.deleteIfExists(image);
        }
    }

    private NodeCapture(NodeReader reader, CaptureOrder order) throws IOException {
        this.reader = reader;
        this.order = order;
        this.cluster = reader.shell().facts();
        this.target = order.target() == null ? named(order.format()) : order.target();
        proveFree(target);
    }

    /**
     * Checks that an image can be written under a name, before the node is accessed.
     *
     * @param target null for a name that the capture chooses
     * @throws FileAlreadyExistsException if there is a file of that name
     * @throws BadInputException if there is no folder for it
     */
    public static void proveFree(Path target) throws IOException {
        if (target == null) {
            return;
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "exists already; name another file");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(
                    "there is no folder %s for the image: create it, or name another file".formatted(folder));
        }
    }

    private Path named(ImageOutputFormat format) {
        // The cluster's name of the node; a pod has a host name of its own.
        Object name = cluster.getOrDefault("name", reader.facts().hostname());
        String node = name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return Path.of("%s-%s.%s".formatted(node.isEmpty() ? "node" : node, STAMP.format(Instant.now()), format.id()));
    }

    /**
     * Captures a node. An interrupt of this thread cancels the capture: nothing is left of the image, unless the capture can resume.
     *
     * @param kernels opens the node's kernel; for a targeted capture only
     * @throws BadInputException if the node's memory cannot be read, with the reason
     * @throws IOException if the node cannot be reached, or the image cannot be written
     * @throws CancellationException if this thread is interrupted; it still is afterwards
     */
    public static Result run(NodeShell shell, CaptureOrder order, NodeKernels kernels, CaptureProgress progress)
            throws IOException {
        order.format().requireRanges();
        if (order.avml() != null && order.depth() != Depth.FULL) {
            throw new BadInputException("AVML reads all RAM: choose a full capture, or leave AVML out");
        }
        try (NodeReader reader = NodeReader.connect(shell)) {
            return new NodeCapture(reader, order).run(kernels, progress);
        } catch (IOException | RuntimeException e) {
            if (Interruption.causes(e)) {
                throw Interruption.cancelled(e);
            }
            throw e;
        }
    }

    /** Removes the unfinished image of a capture that could resume. */
    public static void drop(Path image) throws IOException {
        ImageJournal.drop(image);
    }

    private Result run(NodeKernels kernels, CaptureProgress progress) throws IOException {
        if (order.avml() != null) {
            AvmlCapture.Result read = AvmlCapture.write(reader, order.avml(), target, order.format(), progress);
            return seal(read.image(), Transfer.of(read, order.avml()), started);
        } else if (order.depth() != Depth.FULL) {
            CapturedImage image = TargetedCapture.write(reader, target, order.format(), kernels, progress);
            return seal(image, Transfer.of(reader), started);
        } else if (order.resumable() == null) {
            CapturedImage image = FullCapture.write(reader, target, order.format(), progress);
            return seal(image, Transfer.of(reader), started);
        }
        try (ImageJournal journal = FullCapture.journal(reader, target, order.format(), order.resumable())) {
            CapturedImage image = FullCapture.write(reader, target, order.format(), progress, journal);
            return seal(image, Transfer.of(reader, journal.breaks()), journal.started());
        }
    }

    /** Writes the manifest of the finished image. */
    private Result seal(CapturedImage captured, Transfer transfer, Instant began) throws IOException {
        List<String> warnings = new ArrayList<>(captured.warnings());
        if (!captured.unreadable().isEmpty()) {
            warnings.add("%,d pages of RAM could not be read on the node: the manifest lists them"
                    .formatted(captured.unreadable().size()));
        }
        Manifest manifest = new Manifest(order.depth(), reader.shell().description(), order.custody())
                .times(began, Instant.now())
                .node(reader.facts(), started)
                .image(captured)
                .with("transfer", transfer.values())
                .with("warnings", warnings)
                .with("cluster", cluster);
        return new Result(
                target,
                write(manifest),
                captured.image().sha256(),
                transfer.bytes(),
                summary(captured, transfer.bytes()),
                warnings);
    }

    /** An interrupt closes the file that is being written: then nothing is left of the image either. */
    private Path write(Manifest manifest) throws IOException {
        try {
            return manifest.write(target);
        } catch (IOException e) {
            if (Interruption.causes(e)) {
                Files.delete(target);
            }
            throw e;
        }
    }

    private String summary(CapturedImage captured, long transferred) {
        double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
        return "%s: %,.1f MiB of memory in %,.1f MiB, %,.1f MiB read from the node in %.1f s, SHA-256 %s"
                .formatted(
                        target,
                        captured.image().memory() / MEBIBYTE,
                        captured.image().size() / MEBIBYTE,
                        transferred / MEBIBYTE,
                        seconds,
                        captured.image().sha256());
    }
}
