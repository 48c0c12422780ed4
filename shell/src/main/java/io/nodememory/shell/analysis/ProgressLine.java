package io.nodememory.shell.analysis;

import io.nodememory.evidence.Analysis;
import io.nodememory.kernel.table.TableSpec;
import java.io.PrintStream;

/** A line on standard error that says which table is being walked; nothing at all where that is no terminal. */
public final class ProgressLine implements Analysis.ProgressListener, AutoCloseable {
    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[K";
    private final PrintStream err;
    private final boolean shown;
    private final int tables;
    private int done;

    /** @param tables how many will be walked */
    public ProgressLine(PrintStream err, boolean shown, int tables) {
        this.err = err;
        this.shown = shown;
        this.tables = tables;
    }

    @Override
    public void walking(TableSpec<?> table) {
        if (shown) {
            int filled = tables == 0 ? WIDTH : WIDTH * done / tables;
            err.print(ERASE + "█".repeat(filled) + "░".repeat(WIDTH - filled) + " " + table.name());
            err.flush();
        }
    }

    @Override
    public void walked(TableSpec<?> table, long rows) {
        done++;
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (shown) {
            err.print(ERASE);
            err.flush();
        }
    }
}
