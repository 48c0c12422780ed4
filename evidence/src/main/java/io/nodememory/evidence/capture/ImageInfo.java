package io.nodememory.evidence.capture;

import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.ImageManifest;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.open.Coverage;
import io.nodememory.kernel.open.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The image that a capture is read from.
 *
 * @param path the file, a path of the machine that reads it; null for an image that is not a file
 * @param size of the file in bytes, null without a file
 * @param notHashed why the file is not hashed, null if it is
 */
public record ImageInfo(String path, String format, Long size, Ram ram, Manifest manifest, String notHashed) {
    /**
     * Bytes of RAM.
     *
     * @param covered RAM in the image
     * @param total RAM of the machine, null if unknown
     */
    public record Ram(Long covered, Long total) {}

    /**
     * The manifest beside the image; null values without a manifest.
     *
     * @param sha256 SHA-256 of the manifest
     * @param claimedSha256 SHA-256 of the image according to the manifest
     */
    public record Manifest(String sha256, String claimedSha256) {
        public static final Manifest NONE = new Manifest(null, null);

        static Manifest read(Path image) throws IOException {
            Path file = ImageManifest.beside(image);
            return Files.isRegularFile(file) ? new Manifest(ImageHash.of(file), ManifestClaim.imageSha256(file)) : NONE;
        }
    }

    /** An image without a manifest, to be hashed if it is a file. */
    public ImageInfo(String path, String format, Long size, Ram ram) {
        this(path, format, size, ram, Manifest.NONE, null);
    }

    /** Describes the image file that a kernel is read from. */
    public static ImageInfo of(Path file, Kernel kernel, ImageHashing hashing) {
        try {
            long size = Files.size(file);
            return new ImageInfo(
                    file.toString(),
                    kernel.image().format(),
                    size,
                    ram(kernel),
                    Manifest.read(file),
                    hashing.whyNot(size));
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + Sentences.of(e), e);
        }
    }

    private static Ram ram(Kernel kernel) {
        Optional<Coverage> coverage = Coverage.of(kernel);
        long held =
                kernel.image().ranges().stream().mapToLong(PhysicalRange::size).sum();
        return new Ram(
                coverage.map(Coverage::covered).orElse(held),
                coverage.map(Coverage::systemRam).orElse(null));
    }
}
