package io.nodememory.kernel.table.spec;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run of a {@link Walker}: the kernel it reads, the rows it finds and the problems it meets. */
public final class Walk<R extends Record> {
    private final Kernel kernel;
    private final String table;
    private final Consumer<? super R> rows;

    public Walk(Kernel kernel, String table, Consumer<? super R> rows) {
        this.kernel = kernel;
        this.table = table;
        this.rows = rows;
    }

    public Kernel kernel() {
        return kernel;
    }

    public void emit(R row) {
        rows.accept(row);
    }

    /**
     * Reports what could not be read.
     *
     * @param doing a verb phrase such as "reading the mounts of a namespace"; its first words decide whether rows of the
     *     table may be missing ({@link io.nodememory.kernel.Problems#losesRows})
     */
    public void problem(long address, String doing, String why) {
        kernel.problems().add(table, address, doing, why);
    }

    /**
     * Runs a step that may meet unreadable memory or missing types. A failure becomes a problem and the walk continues.
     */
    public void attempt(long address, String doing, Runnable step) {
        attempt(address, doing, () -> {
            step.run();
            return Boolean.TRUE;
        });
    }

    /** Like {@link #attempt(long, String, Runnable)}, with a value; empty if the step failed or returned null. */
    public <T> Optional<T> attempt(long address, String doing, Supplier<T> step) {
        try {
            return Optional.ofNullable(step.get());
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            problem(address, doing, e.getMessage());
            return Optional.empty();
        }
    }
}
