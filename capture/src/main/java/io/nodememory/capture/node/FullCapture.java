package io.nodememory.capture.node;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageJournal;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Captures all RAM of a node as an image. */
public final class FullCapture {
    private FullCapture() {}

    /**
     * Opens the journal of an image that can resume after its program was killed. Only the same capture resumes it, and only if the
     * node has not rebooted and has the same memory layout.
     *
     * @param capture id of the capture
     */
    public static ImageJournal journal(NodeReader reader, Path destination, ImageOutputFormat format, String capture)
            throws IOException {
        String boot = reader.facts().bootId();
        // Without a boot id a reboot cannot be recognized: such a capture never resumes.
        String identity = boot.isEmpty() ? UUID.randomUUID().toString() : boot;
        return ImageJournal.open(
                destination,
                String.join(
                        "\n",
                        capture,
                        identity,
                        format.id(),
                        reader.layout().extents().toString()));
    }

    /**
     * Captures all RAM.
     *
     * @throws IOException if the connection to the node is lost or the file cannot be written; nothing is left of the image
     */
    public static CapturedImage write(
            NodeReader reader, Path destination, ImageOutputFormat format, CaptureProgress progress)
            throws IOException {
        return write(reader, destination, format, progress, null);
    }

    /**
     * Captures all RAM, or the RAM after the journal's end.
     *
     * @param journal null for an image that leaves nothing behind unless it is finished
     * @throws IOException if the connection to the node is lost or the file cannot be written
     */
    public static CapturedImage write(
            NodeReader reader,
            Path destination,
            ImageOutputFormat format,
            CaptureProgress progress,
            ImageJournal journal)
            throws IOException {
        List<KcoreLayout.Extent> extents = reader.layout().extents();
        long total = extents.stream().mapToLong(e -> e.end() - e.start()).sum();
        long from = journal == null ? 0 : journal.end();
        List<Long> unreadable = new ArrayList<>(journal == null ? List.of() : journal.unreadable());
        long kept = extents.stream()
                .mapToLong(e -> Math.max(0, Math.min(from, e.end()) - e.start()))
                .sum();
        if (kept > 0) {
            progress.resumed(kept, total);
        }
        long done = 0;
        try (ImageWriter writer = journal == null
                ? new ImageWriter(destination, format)
                : new ImageWriter(destination, format, journal)) {
            for (KcoreLayout.Extent extent : extents) {
                long start = Math.max(extent.start(), Math.min(from, extent.end()));
                long before = done + start - extent.start();
                reader.read(extent.offset() + (start - extent.start()), extent.end() - start, new NodeReader.Sink() {
                    @Override
                    public void take(long offset, byte[] bytes, int length) throws IOException {
                        long physical = extent.physicalOf(offset);
                        writer.write(physical, bytes, 0, length);
                        progress.at(CaptureProgress.READING, before + physical - start + length, total);
                    }

                    @Override
                    public void unreadable(long offset, String why) throws IOException {
                        unreadable.add(extent.physicalOf(offset));
                        if (journal != null) {
                            journal.unreadable(extent.physicalOf(offset));
                        }
                    }
                });
                writer.endRange();
                done += extent.end() - extent.start();
            }
            return new CapturedImage(
                    writer.finish(),
                    extents.stream()
                            .map(extent -> new PhysicalRange(extent.start(), extent.end()))
                            .toList(),
                    unreadable.stream()
                            .map(page -> new PhysicalRange(page, page + MemoryImage.PAGE_SIZE))
                            .toList(),
                    List.of(),
                    List.of());
        }
    }
}
