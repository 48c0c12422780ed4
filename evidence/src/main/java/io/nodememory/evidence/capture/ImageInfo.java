package io.nodememory.evidence.capture;

import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.open.Coverage;
import io.nodememory.kernel.open.Kernel;
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
 * @param claimedSha256 SHA-256 of the file as that manifest has it, null without one
 * @param notHashed why the file is not to be hashed, null if it is
 */
public record ImageInfo(
        Path path,
        String format,
        Long size,
        Long coveredBytes,
        Long totalBytes,
        String manifestSha256,
        String claimedSha256,
        String notHashed) {
    /** An image without a manifest. */
    public ImageInfo(Path path, String format, Long size, Long coveredBytes, Long totalBytes) {
        this(path, format, size, coveredBytes, totalBytes, null, null, null);
    }

    /** Where the manifest of an image lies, if it has one. */
    public static Path manifest(Path image) {
        return image.resolveSibling(image.getFileName() + ".json");
    }

    /** The image in a file that a kernel is read from, to be hashed whatever its size. */
    public static ImageInfo of(Path file, Kernel kernel) {
        return of(file, kernel, ImageHashing.ALWAYS);
    }

    /** The image in a file that a kernel is read from. */
    public static ImageInfo of(Path file, Kernel kernel, ImageHashing hashing) {
        Optional<Coverage> coverage = Coverage.of(kernel);
        long held =
                kernel.image().ranges().stream().mapToLong(PhysicalRange::size).sum();
        try {
            long size = Files.size(file);
            boolean manifest = Files.isRegularFile(manifest(file));
            return new ImageInfo(
                    file,
                    kernel.image().format(),
                    size,
                    coverage.map(Coverage::covered).orElse(held),
                    coverage.map(Coverage::systemRam).orElse(null),
                    manifest ? ImageHash.of(manifest(file)) : null,
                    manifest ? ManifestClaim.imageSha256(manifest(file)) : null,
                    hashing.whyNot(size));
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + Sentences.of(e), e);
        }
    }
}
