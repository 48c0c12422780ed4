package io.nodememory.shell.analysis;

import io.nodememory.capture.ImageFile;
import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.capture.symbols.SymbolSearch;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.query.text.VisibleText;
import java.nio.file.Path;

/** An image file with its proved kernel. */
public record OpenImage(Path file, MemoryImage image, Kernel kernel) implements AutoCloseable {
    /**
     * Opens an image file, with the facts of the manifest beside it.
     *
     * @param symbols the source of its symbols
     * @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit
     */
    public static OpenImage open(Path file, SymbolChoice symbols) {
        try (ProgressBar bar = new ProgressBar()) {
            Kernel kernel = ImageFile.open(
                    file, symbols, OpenImage::say, (what, received, total) -> bar.at(received, total, what));
            return new OpenImage(file, kernel.image(), kernel);
        }
    }

    /** Opens the kernel of an image without its manifest. The image is closed with this object, or if this fails. */
    public static OpenImage open(Path file, MemoryImage image, SymbolChoice symbols) {
        try {
            Kernel kernel = kernel(image, symbols);
            return new OpenImage(file, kernel.image(), kernel);
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /** The kernel in an image. The image stays open if this fails. */
    public static Kernel kernel(MemoryImage image, SymbolChoice symbols) {
        try (ProgressBar bar = new ProgressBar()) {
            return SymbolSearch.open(
                    image, symbols, OpenImage::say, (what, received, total) -> bar.at(received, total, what));
        }
    }

    private static void say(String sentence) {
        System.err.println("nodemem: " + VisibleText.escape(sentence));
    }

    /** Closes symbols and image. */
    @Override
    public void close() {
        kernel.close();
    }
}
