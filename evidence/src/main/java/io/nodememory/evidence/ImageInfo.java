package io.nodememory.evidence;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Coverage;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The image a capture is read from.
 *
 * @param path the file, null for one that is not a file
 * @param size of the file in bytes, null without a file
 * @param coveredBytes RAM in the image
 * @param totalBytes RAM of the machine, null if unknown
 * @param manifestSha256 SHA-256 of the manifest that lies beside the file, null without one
 */
public record ImageInfo(
        Path path, String format, Long size, Long coveredBytes, Long totalBytes, String manifestSha256) {
    /** An image without a manifest. */
    public ImageInfo(Path path, String format, Long size, Long coveredBytes, Long totalBytes) {
        this(path, format, size, coveredBytes, totalBytes, null);
    }

    /** Where the manifest of an image lies, if it has one. */
    static Path manifest(Path image) {
        return image.resolveSibling(image.getFileName() + ".json");
    }

    /** The image in a file that a kernel is read from. */
    public static ImageInfo of(Path file, Kernel kernel) {
        Optional<Coverage> coverage = Coverage.of(kernel);
        long held =
                kernel.image().ranges().stream().mapToLong(PhysicalRange::size).sum();
        try {
            return new ImageInfo(
                    file,
                    kernel.image().format(),
                    Files.size(file),
                    coverage.map(Coverage::covered).orElse(held),
                    coverage.map(Coverage::systemRam).orElse(null),
                    Files.isRegularFile(manifest(file)) ? ImageHash.of(manifest(file)) : null);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + Sentences.of(e), e);
        }
    }
}
