package io.nodememory.shell.analysis;

import io.nodememory.evidence.Analysis;
import io.nodememory.kernel.table.spec.TableSpec;

/** Shows the table that is being walked. */
public final class ProgressLine implements Analysis.ProgressListener, AutoCloseable {
    private final ProgressBar bar = new ProgressBar();
    private final int tables;
    private int done;

    /** @param tables the number of tables to walk */
    public ProgressLine(int tables) {
        this.tables = tables;
    }

    @Override
    public void walking(TableSpec<?> table) {
        bar.at(done, tables, table.name());
    }

    @Override
    public void walked(TableSpec<?> table, long rows) {
        done++;
    }

    @Override
    public void close() {
        bar.close();
    }
}
