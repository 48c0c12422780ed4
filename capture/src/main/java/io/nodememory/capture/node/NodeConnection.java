package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The script {@link NodeScript} running on a node. An answer that does not come in time ends the connection. */
final class NodeConnection implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final ShellSession session;
    private final FrameStream frames;
    private final Future<?> watching;
    private final AtomicBoolean late = new AtomicBoolean();
    private final Duration patience;
    /** Who waits for an answer, null for nobody. */
    private volatile Waiting waiting;

    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "node-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** @param deadline of {@link System#nanoTime()} */
    private record Waiting(Thread thread, long deadline) {}

    /** @throws IOException if there is no answer: a sentence that says what the program said */
    NodeConnection(NodeShell shell, Duration patience) throws IOException {
        this.patience = patience;
        this.session = shell.start(NodeScript.TEXT);
        this.frames = new FrameStream(session.output());
        this.watching = watchdog.scheduleWithFixedDelay(this::watch, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        try {
            inTime(() -> {
                frames.awaitGreeting();
                return null;
            });
        } catch (IOException e) {
            String errors = errors();
            close();
            throw new IOException(
                    "no shell answers through %s: %s"
                            .formatted(shell.description(), errors.isEmpty() ? e.getMessage() : errors),
                    e);
        }
    }

    private String errors() {
        return session instanceof ProcessSession process && !late.get() ? process.errorsAtEnd() : session.errors();
    }

    FrameChecksum checksum() {
        return frames.checksum();
    }

    Map<String, String> texts() throws IOException {
        String nonce = UUID.randomUUID().toString();
        send("i " + nonce + "\n");
        return inTime(() -> frames.texts(nonce));
    }

    void ask(Piece piece) throws IOException {
        send(piece.request());
    }

    /** As {@link FrameStream#frame}. */
    Optional<String> answer(Piece piece, byte[] target) throws IOException {
        return inTime(() -> frames.frame(piece, target));
    }

    void askSum(Piece piece) throws IOException {
        send(piece.sumRequest());
    }

    /** As {@link FrameStream#sumNow}. */
    Optional<String> answerSum(Piece piece) throws IOException {
        return inTime(() -> frames.sumNow(piece));
    }

    private void send(String line) throws IOException {
        session.input().write(line.getBytes(StandardCharsets.US_ASCII));
        session.input().flush();
    }

    private interface Answer<T> {
        T get() throws IOException;
    }

    private <T> T inTime(Answer<T> answer) throws IOException {
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

    /** Reads of a process or a socket end neither by themselves nor by an interrupt: the end of the session ends them. */
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

    @Override
    public void close() {
        watching.cancel(false);
        watchdog.shutdownNow();
        session.close();
    }
}
