package io.nodememory.capture;

import io.nodememory.capture.symbols.DownloadProgress;
import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.capture.symbols.SymbolSearch;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens the kernel of an image file, with its symbols and the facts of the manifest beside it. */
public final class ImageFile {
    private ImageFile() {}

    /**
     * Opens the kernel; closing the kernel closes the image.
     *
     * @param say receives a sentence about each place without matching symbols; it may contain any character
     * @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit
     */
    public static Kernel open(Path file, SymbolChoice symbols, Consumer<String> say, DownloadProgress progress) {
        MemoryImage image = MemoryImages.open(file);
        try {
            NodeContext context = NodeContext.beside(file);
            Kernel kernel = SymbolSearch.open(image, symbols, context.pods(), say, progress);
            context.addTo(kernel.problems());
            return kernel;
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }
}
