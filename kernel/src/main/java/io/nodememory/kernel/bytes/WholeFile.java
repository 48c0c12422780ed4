package io.nodememory.kernel.bytes;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that other processes never see incomplete. */
public final class WholeFile {
    /** The suffix of the temporary files, by which leftovers of killed processes are found. */
    public static final String TEMPORARY = ".tmp";

    private WholeFile() {}

    /** Writes or replaces a file, which only its owner can read. It appears under its name only when it is complete. */
    public static void write(Path file, byte[] contents) throws IOException {
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", TEMPORARY);
        try {
            Files.write(unfinished, contents);
            try {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
