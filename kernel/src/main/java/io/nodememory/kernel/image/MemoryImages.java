package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens memory images of every format that is read. A format is added by its class and a line here. */
public final class MemoryImages {
    private MemoryImages() {}

    /** In the order they are tried. {@link RawFormat} comes last: it takes what no one else knows. */
    private static List<ImageFormat> formats() {
        return List.of(
                new LimeFormat(),
                new AvmlFormat(),
                new ElfCoreFormat(),
                new KdumpFormat(),
                new ForeignFormats(),
                new RawFormat());
    }

    /**
     * Opens an image, recognised by its content. Reads headers only.
     *
     * @throws BadInputException if the file is no usable image; the message says what it is and what to do
     */
    public static MemoryImage open(Path path) {
        ImageFile file = new ImageFile(path);
        try {
            for (ImageFormat format : formats()) {
                Optional<MemoryImage> image = format.open(file);
                if (image.isPresent()) {
                    return image.get();
                }
            }
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        throw new IllegalStateException("the last format takes or refuses every file");
    }
}
