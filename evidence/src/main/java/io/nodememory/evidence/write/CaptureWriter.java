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
 * Writes one capture, rows being stored on a thread of its own while the caller finds more. For use by one thread. The
 * capture appears when it is finished; a writer that is closed unfinished, or killed, leaves nothing that is seen.
 */
public final class CaptureWriter implements CaptureSink {
    private static final int BATCH = 1_000;

    /** Where rows are large, a batch ends at so many characters of text: a crafted image must not fill the heap. */
    private static final long BATCH_TEXT = 2 << 20;

    /** Batches that may wait: enough to keep both sides busy, few enough to bound memory. */
    private static final int WAITING = 8;

    private final CaptureTransaction transaction;
    /** By identity: a table's hash code goes through all its columns, too much for every row. */
    private final IdentityHashMap<TableSpec<?>, RowBatch> pending = new IdentityHashMap<>();

    private final Semaphore room = new Semaphore(WAITING);
    // The only thread that touches the database: the caller's may be interrupted, which would close H2's file.
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

    /** The capture's id, known before anyone else sees the capture. */
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
            throw new CancellationException("cancelled while rows were written");
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
