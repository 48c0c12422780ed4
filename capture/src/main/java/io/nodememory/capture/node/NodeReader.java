package io.nodememory.capture.node;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** Reads a node's memory through a shell. A connection that breaks is made anew and goes on where it was. Not for several threads. */
public final class NodeReader implements AutoCloseable {
    /** Pieces asked for before the first of them is answered, so that the node never waits for us. */
    private static final int AHEAD = 4;
    /** Failures in a row, without one piece between them, after which a node is given up. */
    private static final int MOST_FAILURES = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Takes memory in ascending order. */
    public interface Sink {
        /** @param offset in /proc/kcore */
        void take(long offset, byte[] bytes, int length) throws IOException;

        /** A page that the node cannot read. */
        void unreadable(long offset, String why) throws IOException;
    }

    private final NodeShell shell;
    private final Duration patience;
    private final NodeFacts facts;
    private final KcoreLayout layout;
    private NodeConnection connection;
    private byte[] buffer = new byte[Piece.LARGEST];
    private long bytes;
    private long requests;
    private int reconnected;

    private NodeReader(NodeShell shell, Duration patience) throws IOException {
        this.shell = shell;
        this.patience = patience;
        this.connection = new NodeConnection(shell, patience);
        try {
            facts = NodeFacts.of(connection.texts());
            int size = KcoreLayout.headersSize(Arrays.copyOf(head(KcoreLayout.HEADER), KcoreLayout.HEADER));
            layout = KcoreLayout.of(head(Math.max(size, KcoreLayout.notesEnd(head(size)))), facts.ram());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        if (layout.extents().isEmpty()) {
            close();
            throw new BadInputException(
                    "the node's /proc/kcore maps no RAM of its /proc/iomem; nothing can be read there");
        }
    }

    /**
     * Connects to a node and finds its memory.
     *
     * @throws IOException if no shell answers
     * @throws BadInputException if memory cannot be read there
     */
    public static NodeReader connect(NodeShell shell) throws IOException {
        return connect(shell, PATIENCE);
    }

    static NodeReader connect(NodeShell shell, Duration patience) throws IOException {
        return new NodeReader(shell, patience);
    }

    private byte[] head(int length) throws IOException {
        byte[] head = new byte[(length + 4095) & -4096];
        read(0, head.length, new Sink() {
            @Override
            public void take(long offset, byte[] from, int count) {
                System.arraycopy(from, 0, head, (int) offset, count);
            }

            @Override
            public void unreadable(long offset, String why) throws IOException {
                throw new IOException("the headers of the node's /proc/kcore cannot be read: " + why);
            }
        });
        return head;
    }

    public NodeFacts facts() {
        return facts;
    }

    KcoreLayout layout() {
        return layout;
    }

    /** How the node is reached, as messages name it. */
    public String description() {
        return shell.description();
    }

    /** Whether all that came was proved by checksums; else by its length. */
    public boolean checksums() {
        return connection.checksums();
    }

    /** Bytes of memory that came so far. */
    public long bytes() {
        return bytes;
    }

    /** Requests made so far. */
    public long requests() {
        return requests;
    }

    /** How often the connection broke and was made anew. */
    public int reconnected() {
        return reconnected;
    }

    /**
     * Reads a stretch of /proc/kcore in whole pages.
     *
     * @throws IOException if the node cannot be reached any more, or the sink fails
     */
    void read(long offset, long length, Sink sink) throws IOException {
        Deque<Piece> todo = Piece.cut(offset, length);
        Deque<Piece> asked = new ArrayDeque<>();
        int failures = 0;
        while (!todo.isEmpty() || !asked.isEmpty()) {
            Optional<String> trouble;
            try {
                while (asked.size() < AHEAD && !todo.isEmpty()) {
                    connection.ask(todo.peek());
                    asked.add(todo.remove());
                    requests++;
                }
                trouble = connection.answer(asked.element(), buffer);
            } catch (IOException e) {
                failures++;
                giveBack(asked, todo);
                reconnect(failures, e);
                continue;
            }
            failures = 0;
            Piece piece = asked.remove();
            bytes += piece.length();
            if (trouble.isEmpty()) {
                sink.take(piece.offset(), buffer, piece.length());
            } else if (piece.isPage()) {
                sink.unreadable(piece.offset(), trouble.get());
            } else {
                // What was asked after it is answered first, which would be out of order.
                drain(asked, todo);
                giveBack(piece.halves(), todo);
            }
        }
    }

    private void drain(Deque<Piece> asked, Deque<Piece> todo) {
        try {
            for (Piece piece : asked) {
                connection.answer(piece, buffer);
            }
        } catch (IOException e) {
            // The next question meets the same and makes a new connection.
        }
        giveBack(asked, todo);
    }

    private static void giveBack(Deque<Piece> asked, Deque<Piece> todo) {
        while (!asked.isEmpty()) {
            todo.addFirst(asked.removeLast());
        }
    }

    private void reconnect(int failures, IOException cause) throws IOException {
        if (failures >= MOST_FAILURES) {
            throw new IOException(
                    "the connection to the node broke %d times in a row (%s): %s; start the capture again"
                            .formatted(failures, shell.description(), cause.getMessage()),
                    cause);
        }
        connection.close();
        try {
            Thread.sleep(500L * (failures - 1));
            connection = new NodeConnection(shell, patience);
            proveSameBoot(connection.texts());
            reconnected++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the connection to the node was made anew", e);
        } catch (IOException e) {
            reconnect(failures + 1, e);
        }
    }

    private void proveSameBoot(Map<String, String> texts) {
        if (!NodeFacts.of(texts).bootId().equals(facts.bootId())) {
            throw new BadInputException("the node was started anew during the capture: start the capture again");
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
