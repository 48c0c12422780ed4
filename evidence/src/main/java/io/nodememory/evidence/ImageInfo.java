package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The image a capture is read from.
 *
 * @param path the file, null for one that is not a file
 * @param size of the file in bytes, null without a file
 * @param coveredBytes RAM in the image
 * @param totalBytes RAM of the machine, null if unknown
 */
public record ImageInfo(Path path, String format, Long size, Long coveredBytes, Long totalBytes) {
    /** An image in a file. */
    public static ImageInfo of(Path file, MemoryImage image) {
        long covered = image.ranges().stream().mapToLong(PhysicalRange::size).sum();
        try {
            return new ImageInfo(file, image.format(), Files.size(file), covered, null);
        } catch (IOException e) {
            throw new BadInputException("cannot read the size of " + file + ": " + e.getMessage(), e);
        }
    }
}
