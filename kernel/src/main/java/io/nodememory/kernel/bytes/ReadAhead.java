package io.nodememory.kernel.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Reads a stream ahead in a thread of its own, because decompressing takes about as long as parsing the contents. */
final class ReadAhead extends InputStream {
    private static final int PIECE = 1 << 17;

    /** The most pieces that wait for the reader. */
    private static final int WAITING = 16;

    /** Bytes of the stream. The last piece is empty; its {@code failure} is null at the end of the stream. */
    private record Piece(ByteBuffer bytes, Throwable failure) {}

    private final InputStream source;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(WAITING);
    private final Thread reader = new Thread(this::readAll, "read ahead");
    private Piece current = new Piece(ByteBuffer.allocate(0), null);
    private boolean ended;

    /** @param source the stream to read; {@link #close} closes it */
    ReadAhead(InputStream source) {
        this.source = source;
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try {
            Piece last = null;
            while (last == null) {
                byte[] bytes = new byte[PIECE];
                int got;
                try {
                    got = source.readNBytes(bytes, 0, PIECE);
                    if (got < PIECE) {
                        last = new Piece(ByteBuffer.allocate(0), null);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    got = 0;
                    last = new Piece(ByteBuffer.allocate(0), e);
                }
                if (got > 0) {
                    pieces.put(new Piece(ByteBuffer.wrap(bytes, 0, got), null));
                }
            }
            pieces.put(last);
        } catch (InterruptedException e) {
            // The stream was closed before its end.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!current.bytes().hasRemaining() && !next()) {
            return -1;
        }
        int count = Math.min(length, current.bytes().remaining());
        current.bytes().get(target, offset, count);
        return count;
    }

    private boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            current = pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
        ended = !current.bytes().hasRemaining();
        if (current.failure() instanceof IOException failure) {
            throw failure;
        } else if (current.failure() instanceof RuntimeException failure) {
            throw failure;
        } else if (current.failure() instanceof Error failure) {
            throw failure;
        }
        return !ended;
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        source.close();
    }
}
