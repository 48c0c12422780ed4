package io.nodememory.shell.analysis;

import io.nodememory.shell.runtime.Screen;
import java.io.PrintStream;

/** A progress bar on standard error, if that is a terminal. */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[K";
    private final PrintStream err = System.err;
    private final boolean shown = Screen.standardErrorIsTerminal();
    private String drawn = "";

    /** Draws the progress if it has changed. */
    public void at(long done, long total, String doing) {
        int filled = total <= 0 ? 0 : (int) (WIDTH * Math.min(done, total) / total);
        String bar = "█".repeat(filled) + "░".repeat(WIDTH - filled) + " " + doing;
        if (shown && !bar.equals(drawn)) {
            drawn = bar;
            err.print(ERASE + bar);
            err.flush();
        }
    }

    /** Erases the bar. */
    @Override
    public void close() {
        if (shown) {
            err.print(ERASE);
            err.flush();
        }
    }
}
