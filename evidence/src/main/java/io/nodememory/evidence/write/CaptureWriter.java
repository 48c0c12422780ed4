package io.nodememory.evidence.write;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Writes one capture. A thread of its own stores the rows while the caller finds more. For use by one thread. The capture
 * appears when it is finished; readers see nothing of a writer that is closed unfinished or killed.
 */
public final class CaptureWriter implements CaptureSink {
    private static final int BATCH = 1_000;

    /** The most characters of text in a batch, so that a crafted image with large rows does not fill the heap. */
    private static final long BATCH_TEXT = 2 << 20;

    /** The most waiting batches: enough to keep both threads busy, few enough to bound memory. */
    private static final int WAITING = 8;

    private final CaptureTransaction transaction;
    /** Keyed by identity: the hash code of a table reads all its columns, which is too slow for every row. */
    private final IdentityHashMap<TableSpec<?>, RowBatch> pending = new IdentityHashMap<>();

    private final Semaphore room = new Semaphore(WAITING);
    // Only this thread uses the database: an interrupt of the caller's thread would close H2's file.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread writer = new Thread(task, "evidence-writer");
        writer.setDaemon(true);
        return writer;
    });
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
    private boolean closed;

    public CaptureWriter(CaptureTransaction transaction) {
        this.transaction = transaction;
    }

    /** The id of the capture, which readers do not see yet. */
    public long id() {
        return transaction.id();
    }

    @Override
    public CaptureInfo info() {
        return transaction.info();
    }

    @Override
    public void table(TableSpec<?> table) {
        if (!pending.containsKey(table)) {
            pending.put(table, new RowBatch(table));
            submit(() -> transaction.table(table));
        }
    }

    @Override
    public <R extends Record> void add(TableSpec<R> table, R row) {
        table(table);
        RowBatch batch = pending.get(table);
        batch.add(row);
        if (batch.size() >= BATCH || batch.text() >= BATCH_TEXT) {
            List<Record> rows = batch.take();
            submit(() -> transaction.write(table, rows));
        }
    }

    /** Ends the capture and makes it visible; see {@link CaptureSink#finish}. */
    @Override
    public Capture finish(String imageSha256, boolean complete) {
        pending.forEach((table, batch) -> {
            List<Record> rows = batch.take();
            submit(() -> transaction.write(table, rows));
        });
        CompletableFuture<Capture> finished =
                written.thenApplyAsync(nothing -> transaction.commit(imageSha256, complete), thread);
        Capture capture = await(finished);
        close();
        return capture;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                await(written.handleAsync((nothing, failure) -> transaction.close(), thread));
            } finally {
                thread.shutdown();
            }
        }
    }

    @Override
    public void check() {
        if (written.isCompletedExceptionally()) {
            await(written);
        }
    }

    private void submit(Runnable task) {
        check();
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled during the write of rows");
        }
        written = written.thenRunAsync(task, thread).whenComplete((nothing, failure) -> room.release());
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
