package io.nodememory.capture.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A connection to {@link NodeScript} on a node. A missing answer closes the connection after a time. */
final class NodeConnection implements AutoCloseable {
    private final ShellSession session;
    private final FrameStream frames;
    private final AnswerWatch watch;

    /** @throws IOException if no shell answers, with the last error output of the program */
    NodeConnection(NodeShell shell, Duration patience) throws IOException {
        this.session = shell.start(NodeScript.TEXT);
        this.frames = new FrameStream(session.output());
        this.watch = new AnswerWatch(session, patience);
        try {
            watch.inTime(() -> {
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
        return session instanceof ProcessSession process && !watch.isLate() ? process.errorsAtEnd() : session.errors();
    }

    FrameChecksum checksum() {
        return frames.checksum();
    }

    Map<String, String> texts() throws IOException {
        String nonce = UUID.randomUUID().toString();
        send("i " + nonce + "\n");
        return watch.inTime(() -> frames.texts(nonce));
    }

    void ask(Piece piece) throws IOException {
        send(piece.request());
    }

    void askFast(Piece piece) throws IOException {
        send(piece.fastRequest());
    }

    /** Reads the answer to a request for a piece, like {@link FrameStream#frame}. */
    Optional<String> answer(Piece piece, boolean fast, byte[] target) throws IOException {
        return watch.inTime(() -> frames.frame(piece, fast, target));
    }

    void askSum(Piece piece) throws IOException {
        send(piece.sumRequest());
    }

    /** Reads the answer to a request for a checksum, like {@link FrameStream#sumNow}. */
    Optional<String> answerSum(Piece piece) throws IOException {
        return watch.inTime(() -> frames.sumNow(piece));
    }

    private void send(String line) throws IOException {
        session.input().write(line.getBytes(StandardCharsets.US_ASCII));
        session.input().flush();
    }

    @Override
    public void close() {
        watch.close();
        session.close();
    }
}
