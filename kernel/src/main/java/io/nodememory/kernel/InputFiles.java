package io.nodememory.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be told of a file before it is opened. */
public final class InputFiles {
    /** {@code S_IFMT} and {@code S_IFIFO}, include/uapi/linux/stat.h. */
    private static final int FILE_TYPE = 0170000;

    private static final int FIFO = 0010000;

    private InputFiles() {}

    /**
     * Refuses a pipe: to open one waits for its writer, for ever where there is none, and it cannot be read at any position.
     *
     * @throws BadInputException if it is one
     */
    public static void refusePipe(Path file) {
        if (isPipe(file)) {
            throw new BadInputException(file + " is a pipe, not a file: save what comes out of it to a file first");
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == FIFO;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // Whoever opens it says better why it cannot be read
            return false;
        }
    }
}
