package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.Decompression;
import io.nodememory.kernel.bytes.WholeFile;
import io.nodememory.kernel.symbols.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes files of symbols in the compact form. */
public final class CompactFile {
    /** The most bytes of a file; the files of the largest kernels have about 20 MB. */
    private static final long LONGEST = 1L << 30;

    private CompactFile() {}

    /** @throws BadInputException if the file is no compact file, is damaged or has another version */
    public static Symbols read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new BadInputException(file + " is too long for a file of compact symbols.");
            }
            // Not mapped: SIGBUS would end the JVM when another process truncates a mapped file.
            return new CompactSymbols(new CompactBytes(Files.readAllBytes(file), file.toString()));
        } catch (IOException e) {
            throw Decompression.describe(file, e);
        }
    }

    /** Writes a file, which appears under its name only when it is complete. */
    public static void write(Symbols symbols, Path file) throws IOException {
        WholeFile.write(file, compact(symbols).bytes().array());
    }

    /** Returns the symbols themselves if they are in the compact form, otherwise a copy in that form. */
    public static CompactSymbols compact(Symbols symbols) {
        return symbols instanceof CompactSymbols compact
                ? compact
                : (CompactSymbols) SymbolsBuilder.of(symbols, symbols)
                        .origin(symbols.origin())
                        .build();
    }
}
