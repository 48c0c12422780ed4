package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.Decompression;
import io.nodememory.kernel.symbols.Symbols;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files of symbols in their compact form. */
public final class CompactFile {
    /** Bytes of the longest file; the largest kernels make some 20 MB. */
    private static final long LONGEST = 1L << 30;

    private CompactFile() {}

    /** @throws BadInputException if it is none, of another version, or damaged */
    public static Symbols read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new BadInputException(file + " is too long for a file of compact symbols.");
            }
            // Read rather than mapped: a mapped file that another process cuts short would end this one.
            return new CompactSymbols(new CompactBytes(Files.readAllBytes(file), file.toString()));
        } catch (IOException e) {
            throw Decompression.describe(file, e);
        }
    }

    /** Writes a file that appears at once and whole. */
    public static void write(Symbols symbols, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(folder, file.getFileName() + ".", ".tmp");
        try {
            Files.write(unfinished, bytesOf(symbols));
            try {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static byte[] bytesOf(Symbols symbols) {
        return compact(symbols).bytes().array();
    }

    /** The symbols themselves where they are in the compact form already, else a copy. */
    public static CompactSymbols compact(Symbols symbols) {
        return symbols instanceof CompactSymbols compact
                ? compact
                : (CompactSymbols) SymbolsBuilder.of(symbols, symbols)
                        .origin(symbols.origin())
                        .build();
    }
}
