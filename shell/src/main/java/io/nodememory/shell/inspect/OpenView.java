package io.nodememory.shell.inspect;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.kernel.BadInputException;
import io.nodememory.shell.analysis.OpenImage;
import java.nio.file.Path;

/** The image that the typed view looks into: none at first. A store holds tables, not memory. */
public final class OpenView implements AutoCloseable {
    private final SymbolChoice symbols;
    private OpenImage image;
    private Inspector inspector;

    /** @param symbols where the symbols of an image that is opened are to be taken from */
    public OpenView(SymbolChoice symbols) {
        this.symbols = symbols;
    }

    /** Opens an image instead of the one that is open. */
    public void open(Path file) {
        show(OpenImage.open(file, symbols));
    }

    /** @param opened is closed with this */
    public void show(OpenImage opened) {
        close();
        image = opened;
        inspector = new Inspector(opened.kernel());
    }

    /** Null where none is open. */
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
