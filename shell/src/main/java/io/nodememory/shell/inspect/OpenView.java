package io.nodememory.shell.inspect;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.kernel.BadInputException;
import io.nodememory.shell.analysis.OpenImage;
import java.nio.file.Path;

/** The image of the typed view; none at first, since a store holds tables and not memory. */
public final class OpenView implements AutoCloseable {
    private final SymbolChoice symbols;
    private OpenImage image;
    private Inspector inspector;

    /** @param symbols the source of symbols for opened images */
    public OpenView(SymbolChoice symbols) {
        this.symbols = symbols;
    }

    /** Opens an image and closes the one that was open. */
    public void open(Path file) {
        show(OpenImage.open(file, symbols));
    }

    /** @param opened is closed together with this view */
    public void show(OpenImage opened) {
        close();
        image = opened;
        inspector = new Inspector(opened.kernel());
    }

    /** The open image, or null. */
    public OpenImage image() {
        return image;
    }

    /** @throws BadInputException if no image is open */
    public Inspector inspector() {
        if (inspector == null) {
            throw new BadInputException(
                    "no image is open: a store holds tables, not memory; 'open' opens the image of this capture, 'open FILE' another");
        }
        return inspector;
    }

    @Override
    public void close() {
        if (image != null) {
            image.close();
            image = null;
            inspector = null;
        }
    }
}
