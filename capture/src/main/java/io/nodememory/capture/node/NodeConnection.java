package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The script {@link NodeScript} running on a node. An answer that does not come in time ends the connection. */
final class NodeConnection implements AutoCloseable {
    private final ShellSession session;
    private final FrameStream frames;
    private final AtomicBoolean late = new AtomicBoolean();
    private final Duration patience;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "node-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws IOException if there is no answer: a sentence that says what the program said */
    NodeConnection(NodeShell shell, Duration patience) throws IOException {
        this.patience = patience;
        this.session = shell.start(NodeScript.TEXT);
        this.frames = new FrameStream(session.output());
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

    boolean checksums() {
        return frames.checksums();
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

    private void send(String line) throws IOException {
        session.input().write(line.getBytes(StandardCharsets.US_ASCII));
        session.input().flush();
    }

    private interface Answer<T> {
        T get() throws IOException;
    }

    private <T> T inTime(Answer<T> answer) throws IOException {
        var alarm = watchdog.schedule(
                () -> {
                    late.set(true);
                    session.close();
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return answer.get();
        } catch (IOException e) {
            throw late.get()
                    ? new IOException("the node did not answer for %d s".formatted(patience.toSeconds()), e)
                    : e;
        } finally {
            alarm.cancel(false);
        }
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        session.close();
    }
}
