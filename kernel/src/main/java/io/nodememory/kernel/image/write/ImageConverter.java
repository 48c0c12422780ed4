package io.nodememory.kernel.image.write;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Converts an image into another format. */
public final class ImageConverter {
    /** The most bytes of gaps in a raw file: they take no room in a sparse file, but hashing them takes time. */
    private static final long MOST_GAPS = 256L << 30;

    /** Receives the progress of a conversion. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param done bytes of memory converted so far
         * @param total bytes of memory in all
         */
        void at(long done, long total);
    }

    private ImageConverter() {}

    /**
     * Converts a file. LiME and raw files equal those of AVML's own {@code convert}, byte for byte.
     *
     * @param hashed whether to compute the SHA-256 of the written file
     * @throws BadInputException if the source is damaged or the destination cannot be written; no destination file remains
     */
    public static ImageWriter.Written convert(
            Path source, Path destination, ImageOutputFormat format, boolean hashed, Progress progress) {
        try (MemoryImage image = MemoryImages.open(source)) {
            return convert(image, destination, format, hashed, progress);
        }
    }

    private static ImageWriter.Written convert(
            MemoryImage image, Path destination, ImageOutputFormat format, boolean hashed, Progress progress) {
        List<PhysicalRange> blocks = new ArrayList<>(image.blocks());
        Collections.sort(blocks);
        long total = 0;
        long end = 0;
        for (PhysicalRange block : blocks) {
            total += block.size();
            end = block.end();
        }
        if (!format.recordsRanges() && end - total > MOST_GAPS) {
            throw new BadInputException(
                    "a %s file of this image would be %d bytes long for %d bytes of memory; choose %s"
                            .formatted(
                                    format.id(),
                                    end,
                                    total,
                                    ImageOutputFormat.choiceOf(ImageOutputFormat.recordingRanges())));
        }
        try (ConversionTarget target = target(image, destination, format, hashed)) {
            long done = 0;
            for (PhysicalRange block : blocks) {
                for (long at = block.start(); at < block.end(); at += RecordHeader.BLOCK) {
                    int count = (int) Math.min(RecordHeader.BLOCK, block.end() - at);
                    target.append(image, at, count);
                    done += count;
                    progress.at(done, total);
                }
                target.endRange();
            }
            return target.finish();
        } catch (UnreadableMemoryException e) {
            throw new BadInputException("the image cannot be converted: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BadInputException("%s cannot be written: %s".formatted(destination, e.getMessage()), e);
        }
    }

    private static ConversionTarget target(
            MemoryImage image, Path destination, ImageOutputFormat format, boolean hashed) throws IOException {
        return hashed || image.partial()
                ? new ImageWriter(destination, format, image.partial(), hashed)
                : new BlockCopy(destination, format);
    }
}
