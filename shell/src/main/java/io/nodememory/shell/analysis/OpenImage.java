package io.nodememory.shell.analysis;

import io.nodememory.capture.NodeContext;
import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.capture.symbols.SymbolSearch;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.query.text.VisibleText;
import java.nio.file.Path;

/** An image file with the kernel that was found and proved in it. */
public record OpenImage(Path file, MemoryImage image, Kernel kernel) implements AutoCloseable {
    /**
     * @param symbols where its symbols are to be taken from
     * @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit
     */
    public static OpenImage open(Path file, SymbolChoice symbols) {
        OpenImage open = open(file, MemoryImages.open(file), symbols);
        NodeContext.beside(file).ifPresent(context -> context.applyTo(open.kernel));
        return open;
    }

    /** Like {@link #open(Path, SymbolChoice)} for an image that is opened already; it is closed with this, or if this fails. */
    public static OpenImage open(Path file, MemoryImage image, SymbolChoice symbols) {
        try {
            Kernel kernel = kernel(image, symbols);
            return new OpenImage(file, kernel.image(), kernel);
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /** The kernel in an image, which stays open if this fails. */
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
