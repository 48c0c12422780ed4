package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens memory images in every supported format. To add a format, write an {@link ImageFormat} and add a line here. */
public final class MemoryImages {
    private MemoryImages() {}

    /** The formats in the order in which they are tried. {@link RawFormat} is last, because it accepts what no other format knows. */
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
     * Opens an image and recognizes its format by its contents. Reads headers only.
     *
     * @throws BadInputException if the file is no usable image; the message says what the file is and what to do
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
        throw new IllegalStateException("the last format accepts or rejects every file");
    }
}
