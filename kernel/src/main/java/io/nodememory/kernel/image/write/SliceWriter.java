package io.nodememory.kernel.image.write;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the pages that an analysis read as a new image; the same analysis of that image gives the same result. */
public final class SliceWriter {
    private SliceWriter() {}

    /**
     * Writes the recorded pages.
     *
     * @param format a format that {@link ImageOutputFormat#recordsRanges() records its ranges}
     * @throws BadInputException if no page was read, or the file cannot be written; no file remains
     */
    public static ImageWriter.Written write(RecordingImage image, Path destination, ImageOutputFormat format) {
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

    /** Writes the part of a page that the image holds. */
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
