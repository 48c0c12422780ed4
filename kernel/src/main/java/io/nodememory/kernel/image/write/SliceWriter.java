package io.nodememory.kernel.image.write;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the pages that an analysis read as an image of their own, on which the same analysis gives the same result. */
public final class SliceWriter {
    private SliceWriter() {}

    /**
     * Writes what was recorded.
     *
     * @param format {@link OutputFormat#LIME} or {@link OutputFormat#AVML}
     * @throws BadInputException if nothing was read, or the file cannot be written; nothing is left of it then
     */
    public static ImageWriter.Written write(RecordingImage image, Path destination, OutputFormat format) {
        byte[] bytes = new byte[MemoryImage.PAGE_SIZE];
        try (ImageWriter writer = new ImageWriter(destination, format, true)) {
            for (PhysicalRange range : image.touched()) {
                for (long at = range.start(); at < range.end(); at += MemoryImage.PAGE_SIZE) {
                    writePage(image, at, bytes, writer);
                }
                writer.endRange();
            }
            return writer.finish();
        } catch (IOException e) {
            throw new BadInputException("%s cannot be written: %s".formatted(destination, e.getMessage()), e);
        }
    }

    private static void writePage(RecordingImage image, long at, byte[] bytes, ImageWriter writer) throws IOException {
        try {
            image.peek(at, bytes, 0, bytes.length);
            writer.write(at, bytes, 0, bytes.length);
        } catch (UnreadableMemoryException e) {
            writePart(image, at, bytes, writer);
        }
    }

    /** A page of which the image holds a part only: that part. */
    private static void writePart(RecordingImage image, long at, byte[] bytes, ImageWriter writer) throws IOException {
        for (PhysicalRange range : image.ranges()) {
            long start = Math.max(at, range.start());
            long end = Math.min(at + bytes.length, range.end());
            if (start < end) {
                image.peek(start, bytes, 0, (int) (end - start));
                writer.write(start, bytes, 0, (int) (end - start));
            }
        }
    }
}
