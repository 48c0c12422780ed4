package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens memory images of every format that is read. A format is added by its class and a line here. */
public final class MemoryImages {
    /** In the order they are tried. {@link RawFormat} comes last: it takes what no one else knows. */
    private static final List<Supplier<ImageFormat>> FORMATS = List.of(
            LimeFormat::new,
            AvmlFormat::new,
            ElfCoreFormat::new,
            KdumpFormat::new,
            ForeignFormats::new,
            RawFormat::new);

    private MemoryImages() {}

    /**
     * Opens an image, recognised by its content. Reads headers only.
     *
     * @throws BadInputException if the file is no usable image; the message says what it is and what to do
     */
    public static MemoryImage open(Path path) {
        ImageFile file = new ImageFile(path);
        try {
            for (Supplier<ImageFormat> format : FORMATS) {
                Optional<MemoryImage> image = format.get().open(file);
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
