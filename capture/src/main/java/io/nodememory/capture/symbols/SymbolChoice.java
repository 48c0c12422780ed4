package io.nodememory.capture.symbols;

import io.nodememory.kernel.find.CosImage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where symbols are to be taken from, as the user said.
 *
 * @param given file or folder; empty to look for the kernel's symbols in the usual places
 * @param offline whether nothing may be downloaded
 * @param cos the build of Container-Optimized OS; empty to read it out of the image
 */
public record SymbolChoice(Optional<Path> given, boolean offline, Optional<CosImage> cos) {
    /** Where nothing was said. */
    public static final SymbolChoice USUAL = new SymbolChoice(Optional.empty(), false, Optional.empty());

    /** The same on a machine whose operating system is known, unless the user has said which it is. */
    public SymbolChoice on(Optional<CosImage> known) {
        return new SymbolChoice(given, offline, cos.or(() -> known));
    }
}
