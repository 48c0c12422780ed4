package io.nodememory.kernel.image;

import java.util.Optional;

/** A format of memory images that can be read. */
interface ImageFormat {
    /**
     * Opens a file of this format; empty if the file is in another format.
     *
     * @throws io.nodememory.kernel.BadInputException if the file is in this format but unusable
     */
    Optional<MemoryImage> open(ImageFile file);
}
