package io.nodememory.capture.node;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Reads a node's memory through a shell. After a broken connection a new one continues. Not thread-safe. */
public final class NodeReader implements AutoCloseable {
    /** The number of big pieces that are requested before the first is answered, so that the node never waits. */
    private static final int AHEAD = 2;

    /** The same for small pieces. */
    private static final int SMALL_AHEAD = 32;

    private static final int SMALL = 64 * 1024;

    /** The number of failures in a row that ends the reading, after about 8 seconds. */
    private static final int MOST_FAILURES = 6;

    /** The pause before the third attempt in milliseconds; each further pause is twice as long. */
    private static final long FIRST_PAUSE_MILLIS = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Receives memory in ascending order. */
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
    private final ReadingChoice choice = new ReadingChoice();
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
                    "the node's /proc/kcore maps none of the RAM in its /proc/iomem, so its memory cannot be read");
        }
    }

    /**
     * Connects to a node and finds its memory.
     *
     * @throws IOException if no shell answers
     * @throws BadInputException if the node's memory cannot be read, with the reason
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

    /** The shell on the node. */
    public NodeShell shell() {
        return shell;
    }

    /** Whether checksums prove the transferred memory; otherwise only lengths do. */
    public boolean checksums() {
        return connection.checksum() != FrameChecksum.NONE;
    }

    FrameChecksum checksum() {
        return connection.checksum();
    }

    /** The number of bytes of memory that were transferred so far. */
    public long bytes() {
        return bytes;
    }

    /** The number of requests so far. */
    public long requests() {
        return requests;
    }

    /** The number of new connections after broken ones. */
    public int reconnected() {
        return reconnected;
    }

    /**
     * Reads a range of /proc/kcore in whole pages.
     *
     * @throws IOException if the connection to the node is lost, or the sink fails
     * @throws CancellationException if this thread is interrupted
     */
    void read(long offset, long length, Sink sink) throws IOException {
        read(Piece.cut(offset, length), sink);
    }

    /** Like {@link #read(long, long, Sink)}, for pieces in their order; {@code todo} is empty afterwards. */
    void read(Deque<Piece> todo, Sink sink) throws IOException {
        exchange(todo, new Exchange() {
            @Override
            public void ask(Piece piece) throws IOException {
                if (choice.choosesFast(piece, checksums())) {
                    connection.askFast(piece);
                } else {
                    connection.ask(piece);
                }
            }

            @Override
            public Optional<String> answer(Piece piece) throws IOException {
                try {
                    Optional<String> trouble = connection.answer(piece, choice.isFast(piece), buffer);
                    bytes += piece.length();
                    return trouble;
                } catch (IOException e) {
                    choice.broken(piece);
                    throw e;
                }
            }

            @Override
            public Deque<Piece> take(Piece piece, Optional<String> trouble) throws IOException {
                boolean wasFast = choice.isFast(piece);
                choice.received(piece, trouble.isEmpty());
                if (trouble.isEmpty()) {
                    sink.take(piece.offset(), buffer, piece.length());
                } else if (wasFast) {
                    return new ArrayDeque<>(List.of(piece));
                } else if (piece.isPage()) {
                    sink.unreadable(piece.offset(), trouble.get());
                } else {
                    return piece.halves();
                }
                return new ArrayDeque<>();
            }
        });
    }

    /** Receives checksums of the node's current memory. */
    interface SumSink {
        /** @param sum empty if the node could not read the whole piece */
        void take(Piece piece, Optional<String> sum) throws IOException;
    }

    /** Requests the checksums of pieces, in their order; {@code todo} is empty afterwards. Requires {@link #checksums()}. */
    void sums(Deque<Piece> todo, SumSink sink) throws IOException {
        exchange(todo, new Exchange() {
            @Override
            public void ask(Piece piece) throws IOException {
                connection.askSum(piece);
            }

            @Override
            public Optional<String> answer(Piece piece) throws IOException {
                return connection.answerSum(piece);
            }

            @Override
            public Deque<Piece> take(Piece piece, Optional<String> sum) throws IOException {
                sink.take(piece, sum);
                return new ArrayDeque<>();
            }
        });
    }

    /** One kind of request, and the use of its answer. */
    private interface Exchange {
        void ask(Piece piece) throws IOException;

        Optional<String> answer(Piece piece) throws IOException;

        /** Returns the pieces to request again in place of this one, none if it is done. */
        Deque<Piece> take(Piece piece, Optional<String> answer) throws IOException;
    }

    private void exchange(Deque<Piece> todo, Exchange exchange) throws IOException {
        Deque<Piece> asked = new ArrayDeque<>();
        int failures = 0;
        while (!todo.isEmpty() || !asked.isEmpty()) {
            Optional<String> answer;
            try {
                while (!todo.isEmpty() && asked.size() < (todo.peek().length() <= SMALL ? SMALL_AHEAD : AHEAD)) {
                    exchange.ask(todo.peek());
                    asked.add(todo.remove());
                    requests++;
                }
                answer = exchange.answer(asked.element());
            } catch (IOException e) {
                failures++;
                giveBack(asked, todo);
                reconnect(failures, e);
                continue;
            }
            failures = 0;
            Piece piece = asked.remove();
            Deque<Piece> again = exchange.take(piece, answer);
            if (!again.isEmpty()) {
                // The answers to later requests come first, which would break the order.
                drain(exchange, asked, todo);
                giveBack(again, todo);
            }
        }
    }

    private static void drain(Exchange exchange, Deque<Piece> asked, Deque<Piece> todo) {
        try {
            for (Piece piece : asked) {
                exchange.answer(piece);
            }
        } catch (IOException e) {
            // The next request fails too and opens a new connection.
        }
        giveBack(asked, todo);
    }

    private static void giveBack(Deque<Piece> asked, Deque<Piece> todo) {
        while (!asked.isEmpty()) {
            todo.addFirst(asked.removeLast());
        }
    }

    private void reconnect(int failures, IOException cause) throws IOException {
        if (Interruption.causes(cause)) {
            throw Interruption.cancelled(cause);
        }
        if (failures >= MOST_FAILURES) {
            throw new IOException(
                    "the connection to the node broke %d times in a row (%s): %s; start the capture again"
                            .formatted(failures, shell.description(), cause.getMessage()),
                    cause);
        }
        connection.close();
        try {
            Thread.sleep(failures == 1 ? 0 : FIRST_PAUSE_MILLIS << (failures - 2));
            connection = new NodeConnection(shell, patience);
            proveSameBoot(connection.texts());
            reconnected++;
        } catch (InterruptedException e) {
            throw Interruption.cancelled(e);
        } catch (IOException e) {
            reconnect(failures + 1, e);
        }
    }

    private void proveSameBoot(Map<String, String> texts) {
        if (!NodeFacts.of(texts).bootId().equals(facts.bootId())) {
            throw new BadInputException("the node rebooted during the capture: start the capture again");
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
