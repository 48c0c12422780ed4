package io.nodememory.shell.analysis;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.KernelOpener;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.symbols.Symbols;
import java.nio.file.Path;

/** An image file with the kernel that was found and proved in it. */
public record OpenImage(Path file, MemoryImage image, Kernel kernel) implements AutoCloseable {
    /**
     * @param symbols where its symbols are to be taken from
     * @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit
     */
    public static OpenImage open(Path file, SymbolChoice symbols) {
        return open(file, MemoryImages.open(file), symbols);
    }

    /** Like {@link #open(Path, SymbolChoice)} for an image that is opened already; it is closed with this, or if this fails. */
    public static OpenImage open(Path file, MemoryImage image, SymbolChoice symbols) {
        try {
            Symbols found = SymbolSearch.find(image, symbols);
            Kernel kernel = KernelOpener.open(image, found);
            SymbolSearch.remember(kernel);
            return new OpenImage(file, kernel.image(), kernel);
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /** Closes symbols and image. */
    @Override
    public void close() {
        kernel.close();
    }
}
