package io.nodememory.capture.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a session that does not answer in time, or whose reader is interrupted. Neither a timeout nor an interrupt ends a read from
 * a process or a socket.
 */
public final class AnswerWatch implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final ShellSession session;
    private final Duration patience;
    private final AtomicBoolean late = new AtomicBoolean();
    private final Future<?> watching;
    /** The thread that waits for an answer, null without one. */
    private volatile Waiting waiting;

    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "node-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** @param deadline of {@link System#nanoTime()} */
    private record Waiting(Thread thread, long deadline) {}

    /** Reads an answer. */
    public interface Answer<T> {
        T get() throws IOException;
    }

    public AnswerWatch(ShellSession session, Duration patience) {
        this.session = session;
        this.patience = patience;
        this.watching = watchdog.scheduleWithFixedDelay(this::watch, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** @throws IOException if the answer fails, or does not come in time */
    public <T> T inTime(Answer<T> answer) throws IOException {
        waiting = new Waiting(Thread.currentThread(), System.nanoTime() + patience.toNanos());
        try {
            return answer.get();
        } catch (IOException e) {
            throw late.get()
                    ? new IOException("the node did not answer for %d s".formatted(patience.toSeconds()), e)
                    : e;
        } finally {
            waiting = null;
        }
    }

    private void watch() {
        Waiting now = waiting;
        if (now == null) {
            return;
        }
        boolean overdue = System.nanoTime() - now.deadline > 0;
        if (overdue || now.thread.isInterrupted()) {
            late.set(overdue);
            session.close();
        }
    }

    boolean isLate() {
        return late.get();
    }

    /** Ends the watch, not the session. */
    @Override
    public void close() {
        watching.cancel(false);
        watchdog.shutdownNow();
    }
}
