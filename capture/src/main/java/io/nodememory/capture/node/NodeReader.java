package io.nodememory.capture.node;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Reads a node's memory through a shell. A connection that breaks is made anew and goes on where it was. Not for several threads. */
public final class NodeReader implements AutoCloseable {
    /** Pieces asked for before the first of them is answered, so that the node never waits for us: of big and of small ones. */
    private static final int AHEAD = 2;

    private static final int SMALL_AHEAD = 32;
    private static final int SMALL = 64 * 1024;

    /** Pieces that may change between two readings before that is taken for more than chance. */
    private static final int MOST_DOUBTED = 4;

    /** From here on two readings are faster than one that is copied. */
    private static final int BIG = 1 << 20;
    /** Failures in a row, without one piece between them, after which a node is given up: some 8 seconds. */
    private static final int MOST_FAILURES = 6;

    /** Before the third try; each one after it waits twice as long. */
    private static final long FIRST_PAUSE_MILLIS = 500;

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
    /** Asked for the fast way. */
    private final Set<Piece> fast = new HashSet<>();
    /** Those of which two readings differed: the slow way tells whether they came as they were read. */
    private final Set<Piece> doubtful = new HashSet<>();

    private long proved;
    private long doubted;
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

    /** How the node is reached. */
    public NodeShell shell() {
        return shell;
    }

    /** Whether all that came was proved by checksums; else by its length. */
    public boolean checksums() {
        return connection.checksum() != FrameChecksum.NONE;
    }

    FrameChecksum checksum() {
        return connection.checksum();
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
     * @throws CancellationException if this thread is interrupted
     */
    void read(long offset, long length, Sink sink) throws IOException {
        read(Piece.cut(offset, length), sink);
    }

    /** As {@link #read(long, long, Sink)}, many stretches in their order; {@code todo} is empty afterwards. */
    void read(Deque<Piece> todo, Sink sink) throws IOException {
        exchange(todo, new Exchange() {
            @Override
            public void ask(Piece piece) throws IOException {
                if (isForTheFastWay(piece)) {
                    fast.add(piece);
                    connection.askFast(piece);
                } else {
                    fast.remove(piece);
                    connection.ask(piece);
                }
            }

            @Override
            public Optional<String> answer(Piece piece) throws IOException {
                try {
                    Optional<String> trouble = connection.answer(piece, fast.contains(piece), buffer);
                    bytes += piece.length();
                    return trouble;
                } catch (IOException e) {
                    // A frame may have broken by the fast way, which has no count of its bytes.
                    doubtful.add(piece);
                    throw e;
                }
            }

            @Override
            public Deque<Piece> take(Piece piece, Optional<String> trouble) throws IOException {
                boolean wasFast = fast.remove(piece);
                doubtful.remove(piece);
                if (trouble.isEmpty()) {
                    proved += wasFast ? 1 : 0;
                    sink.take(piece.offset(), buffer, piece.length());
                } else if (wasFast) {
                    doubted++;
                    doubtful.add(piece);
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

    /** Where memory changes so fast that much of it is read twice, the slow way is the faster one. */
    private boolean isForTheFastWay(Piece piece) {
        return piece.length() >= BIG
                && checksums()
                && !doubtful.contains(piece)
                && doubted <= MOST_DOUBTED + proved / 3;
    }

    /** Takes checksums of what the node's memory is now. */
    interface SumSink {
        /** @param sum empty where the node could not read it all */
        void take(Piece piece, Optional<String> sum) throws IOException;
    }

    /** Asks for the checksums of pieces, in their order; {@code todo} is empty afterwards. Only where {@link #checksums()}. */
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

    /** One kind of question and what becomes of its answer. */
    private interface Exchange {
        void ask(Piece piece) throws IOException;

        Optional<String> answer(Piece piece) throws IOException;

        /** What is to be asked for again in its place: nothing if it is done. */
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
                // What was asked after it is answered first, which would be out of order.
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
            throw new BadInputException("the node was started anew during the capture: start the capture again");
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
