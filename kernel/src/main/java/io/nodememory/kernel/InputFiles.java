package io.nodememory.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of a file before it is opened. */
public final class InputFiles {
    /** {@code S_IFMT} and {@code S_IFIFO}, include/uapi/linux/stat.h. */
    private static final int FILE_TYPE = 0170000;

    private static final int FIFO = 0010000;

    private InputFiles() {}

    /**
     * Rejects a pipe. Opening one blocks until a writer appears, and a pipe cannot be read at a chosen position.
     *
     * @throws BadInputException if the file is a pipe
     */
    public static void refusePipe(Path file) {
        if (isPipe(file)) {
            throw new BadInputException(file + " is a pipe, not a file: save its contents to a file first");
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == FIFO;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // Opening the file reports more precisely why it cannot be read.
            return false;
        }
    }
}
