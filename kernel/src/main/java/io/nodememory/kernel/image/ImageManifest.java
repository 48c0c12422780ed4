package io.nodememory.kernel.image;

import java.nio.file.Path;

/** The manifest of an image: a JSON file beside the image that records its capture. */
public final class ImageManifest {
    private ImageManifest() {}

    /** The path of an image's manifest, whether it exists or not. */
    public static Path beside(Path image) {
        return image.resolveSibling(image.getFileName() + ".json");
    }
}
