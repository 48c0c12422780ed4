package io.nodememory.capture.node;

import io.nodememory.kernel.image.ImageWriter;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.OutputFormat;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All RAM of a node as an image. */
public final class FullCapture {
    private FullCapture() {}

    /** @throws IOException if the node cannot be reached any more or the file cannot be written; nothing is left of it then */
    public static CapturedImage write(
            NodeReader reader, Path destination, OutputFormat format, CaptureProgress progress) throws IOException {
        List<PhysicalRange> ranges = new ArrayList<>();
        List<PhysicalRange> unreadable = new ArrayList<>();
        List<KcoreLayout.Extent> extents = reader.layout().extents();
        long total = extents.stream().mapToLong(e -> e.end() - e.start()).sum();
        long before = 0;
        try (ImageWriter writer = new ImageWriter(destination, format)) {
            for (KcoreLayout.Extent extent : extents) {
                long done = before;
                reader.read(extent.offset(), extent.end() - extent.start(), new NodeReader.Sink() {
                    @Override
                    public void take(long offset, byte[] bytes, int length) throws IOException {
                        long physical = extent.physicalOf(offset);
                        writer.write(physical, bytes, 0, length);
                        progress.at(CaptureProgress.READING, done + physical - extent.start() + length, total);
                    }

                    @Override
                    public void unreadable(long offset, String why) {
                        long physical = extent.physicalOf(offset);
                        unreadable.add(new PhysicalRange(physical, physical + MemoryImage.PAGE_SIZE));
                    }
                });
                writer.endRange();
                ranges.add(new PhysicalRange(extent.start(), extent.end()));
                before += extent.end() - extent.start();
            }
            return new CapturedImage(
                    writer.finish(), List.copyOf(ranges), List.copyOf(unreadable), List.of(), List.of());
        }
    }
}
