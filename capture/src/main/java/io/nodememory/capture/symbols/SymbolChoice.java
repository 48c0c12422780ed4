package io.nodememory.capture.symbols;

import io.nodememory.kernel.find.CosImage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user's choice of a source of symbols.
 *
 * @param given file or folder; empty to search the usual places
 * @param offline whether downloads are forbidden
 * @param cos the build of Container-Optimized OS; empty to read it from the image
 */
public record SymbolChoice(Optional<Path> given, boolean offline, Optional<CosImage> cos) {
    /** Without a choice: the usual places. */
    public static final SymbolChoice USUAL = new SymbolChoice(Optional.empty(), false, Optional.empty());

    /** The same choice on a machine with a known operating system. The user's build has precedence. */
    public SymbolChoice on(Optional<CosImage> known) {
        return new SymbolChoice(given, offline, cos.or(() -> known));
    }
}
