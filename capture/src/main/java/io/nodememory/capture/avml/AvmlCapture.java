package io.nodememory.capture.avml;

import io.nodememory.capture.node.CaptureProgress;
import io.nodememory.capture.node.CapturedImage;
import io.nodememory.capture.node.Interruption;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Captures all RAM of a node with AVML, as a stream that never touches the node's disk. AVML cannot resume: after a broken stream it
 * sends everything again, and the part that was received already is dropped.
 */
public final class AvmlCapture {
    private static final int MOST_STREAMS = 4;
    /** Long, because AVML reads 16 MiB of memory before it sends the first byte. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final NodeReader reader;
    private final AvmlBinary binary;
    private final ImageWriter writer;
    private final CaptureProgress progress;
    private final long total;
    /** The physical address of the next byte. */
    private long position;

    private long done;
    private long transferred;
    private String version = "";

    /**
     * A finished capture.
     *
     * @param version version of AVML
     * @param transferred number of bytes that AVML sent
     * @param restarted number of streams after broken ones
     */
    public record Result(CapturedImage image, String version, long transferred, int restarted) {}

    private AvmlCapture(NodeReader reader, AvmlBinary binary, ImageWriter writer, CaptureProgress progress) {
        this.reader = reader;
        this.binary = binary;
        this.writer = writer;
        this.progress = progress;
        this.total =
                reader.facts().ram().stream().mapToLong(PhysicalRange::size).sum();
    }

    /**
     * Captures a node.
     *
     * @param reader a reader with the facts of the node; closed here, because some connections allow one session only
     * @throws BadInputException if AVML cannot run there, or reports a failure
     * @throws IOException if the connection to the node is lost or the file cannot be written; nothing is left of the image
     * @throws CancellationException if this thread is interrupted; nothing is left of the image
     */
    public static Result write(
            NodeReader reader, AvmlBinary binary, Path destination, ImageOutputFormat format, CaptureProgress progress)
            throws IOException {
        reader.close();
        try (ImageWriter writer = new ImageWriter(destination, format)) {
            AvmlCapture capture = new AvmlCapture(reader, binary, writer, progress);
            int streams = capture.streamAll();
            CapturedImage image =
                    new CapturedImage(writer.finish(), reader.facts().ram(), List.of(), List.of(), List.of());
            return new Result(image, capture.version, capture.transferred, streams - 1);
        }
    }

    private int streamAll() throws IOException {
        for (int streams = 1; ; streams++) {
            try (AvmlStream stream = AvmlStream.open(reader.shell(), binary, PATIENCE)) {
                if (!stream.bootId().equals(reader.facts().bootId())) {
                    throw new BadInputException("the node rebooted during the capture: start the capture again");
                }
                AvmlVersion running = AvmlVersion.of(stream.said());
                version = running.text();
                try {
                    stream.go(running.command(), this::take);
                } finally {
                    transferred += stream.bytes();
                }
                return streams;
            } catch (AvmlStream.CutException e) {
                if (Interruption.causes(e)) {
                    throw Interruption.cancelled(e);
                }
                if (streams == MOST_STREAMS) {
                    throw new IOException(
                            "the stream of AVML was cut %d times (%s): %s; start the capture again"
                                    .formatted(streams, reader.shell().description(), e.getMessage()),
                            e);
                }
            }
        }
    }

    /** Writes a part of a record. The last part ends a block, so that blocks are cut as AVML cuts them. */
    private void take(long physical, byte[] bytes, int length, boolean last) throws IOException {
        long skip = Math.max(0, Math.min(length, position - physical));
        if (skip < length) {
            writer.write(physical + skip, bytes, (int) skip, (int) (length - skip));
            position = physical + length;
            done += length - skip;
            if (last) {
                writer.endRange();
            }
            progress.at(CaptureProgress.READING, done, total);
        }
    }
}
