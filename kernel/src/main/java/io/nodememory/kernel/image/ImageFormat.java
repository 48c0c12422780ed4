package io.nodememory.kernel.image;

import java.util.Optional;

/** A format of memory images. */
interface ImageFormat {
    /**
     * Opens a file of this format; empty if the file is of another.
     *
     * @throws io.nodememory.kernel.BadInputException if it is of this format but of no use
     */
    Optional<MemoryImage> open(ImageFile file);
}
