package io.nodememory.capture.avml;

import io.nodememory.capture.node.AnswerWatch;
import io.nodememory.capture.node.FrameChecksum;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.capture.node.ShellSession;
import io.nodememory.kernel.BadInputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The output of {@link AvmlScript}: LiME records, each with its length, and the trailer that marks the end. */
final class AvmlStream implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_NOISE = 64 * 1024;
    private static final int HEADER = 32;
    private static final int MAGIC = 0x4c69_4d45;
    private static final long ADDRESS_LIMIT = 1L << 52;
    private static final int PART = 256 * 1024;

    private final ShellSession session;
    private final AnswerWatch watch;
    private final InputStream in;
    private final String bootId;
    private final String said;
    private final FrameChecksum checksum;
    private final FrameChecksum.Running running;
    private long bytes;

    /** Receives the memory of records, in parts. */
    interface Sink {
        /** @param last whether the record ends with this part */
        void take(long physical, byte[] bytes, int length, boolean last) throws IOException;
    }

    /** The stream broke, stalled or was damaged before its trailer: another attempt may succeed. */
    static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;

        CutException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private AvmlStream(NodeShell shell, AvmlBinary binary, Duration patience) throws IOException {
        session = shell.start(AvmlScript.of(binary));
        watch = new AnswerWatch(session, patience);
        in = new BufferedInputStream(session.output(), PART);
        try {
            if (binary.bytes() != null) {
                watch.inTime(() -> await(AvmlScript.BRING));
                for (String line : AvmlScript.lines(binary.bytes())) {
                    send(line);
                }
            }
            String[] greeting = watch.inTime(() -> await(AvmlScript.GREETING)).split(" ", 3);
            bootId = greeting[0];
            checksum = FrameChecksum.named(greeting.length > 1 ? greeting[1] : "");
            said = greeting.length > 2 ? greeting[2] : "";
            running = checksum.start();
        } catch (IOException e) {
            String errors = session.errors();
            close();
            throw new CutException(
                    "no shell runs AVML through %s: %s"
                            .formatted(shell.description(), errors.isEmpty() ? e.getMessage() : errors),
                    e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the script and waits for its greeting.
     *
     * @throws BadInputException if AVML cannot run there
     */
    static AvmlStream open(NodeShell shell, AvmlBinary binary, Duration patience) throws IOException {
        return new AvmlStream(shell, binary, patience);
    }

    /** Waits for a line with a word; returns the rest of the line. */
    private String await(String word) throws IOException {
        int noise = 0;
        while (noise < MOST_NOISE) {
            String line = line();
            int at = line.indexOf(word);
            if (at >= 0) {
                return line.substring(at + word.length());
            }
            int refusal = line.indexOf(AvmlScript.REFUSAL);
            if (refusal >= 0) {
                throw new BadInputException(line.substring(refusal + AvmlScript.REFUSAL.length()));
            }
            noise += line.length() + 1;
        }
        throw new IOException("the shell does not answer with the greeting of the script for AVML");
    }

    String bootId() {
        return bootId;
    }

    /** The output of AVML's {@code --version}. */
    String said() {
        return said;
    }

    /** The number of bytes of records so far. */
    long bytes() {
        return bytes;
    }

    /**
     * Runs AVML.
     *
     * @throws CutException if the stream ends without its trailer, or was changed in transfer
     * @throws BadInputException if AVML reports a failure
     */
    void go(String command, Sink sink) throws IOException {
        send("go " + command + "\n");
        byte[] part = new byte[PART];
        while (true) {
            byte[] header = new byte[HEADER];
            header[0] = (byte) (int) cut(() -> watch.inTime(this::next));
            if (header[0] == '\n') {
                checkTrailer(cut(() -> watch.inTime(this::line)));
                return;
            }
            fill(header, 1, HEADER - 1);
            count(header, HEADER);
            ByteBuffer record = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            long start = record.getLong(8);
            long end = record.getLong(16) + 1;
            if (record.getInt(0) != MAGIC || start < 0 || end <= start || end > ADDRESS_LIMIT) {
                throw new CutException("a record has no valid header", null);
            }
            for (long at = start; at < end; ) {
                int count = (int) Math.min(PART, end - at);
                fill(part, 0, count);
                count(part, count);
                sink.take(at, part, count, at + count == end);
                at += count;
            }
        }
    }

    private void send(String line) throws CutException {
        cut(() -> watch.inTime(() -> {
            session.input().write(line.getBytes(StandardCharsets.US_ASCII));
            session.input().flush();
            return null;
        }));
    }

    private void count(byte[] part, int length) {
        bytes += length;
        running.add(part, 0, length);
    }

    private void fill(byte[] target, int offset, int length) throws CutException {
        cut(() -> watch.inTime(() -> {
            if (in.readNBytes(target, offset, length) < length) {
                throw new EOFException("the connection ended within a record");
            }
            return null;
        }));
    }

    /** Turns an error of the connection into a {@link CutException}; an error of the sink stays as it is. */
    private static <T> T cut(AnswerWatch.Answer<T> answer) throws CutException {
        try {
            return answer.get();
        } catch (IOException e) {
            throw new CutException(e.getMessage(), e);
        }
    }

    private void checkTrailer(String line) throws IOException {
        if (!line.startsWith(AvmlScript.TRAILER)) {
            throw new CutException("the stream has no trailer", null);
        }
        String[] trailer = line.substring(AvmlScript.TRAILER.length()).split(" ", 2);
        if (!trailer[0].equals("0")) {
            throw new BadInputException("AVML failed on the node (status %s): %s"
                    .formatted(trailer[0], trailer.length > 1 ? trailer[1].strip() : "it gave no reason"));
        }
        String sum = cut(() -> checksum.in(trailer.length > 1 ? trailer[1] : "", bytes));
        if (!sum.equals(running.sum())) {
            throw new CutException("the stream was changed in transfer: its checksum differs", null);
        }
        if (bytes == 0) {
            throw new BadInputException("AVML found no memory on the node");
        }
    }

    private int next() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the connection ended");
        }
        return value;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int value = next(); value != '\n'; value = next()) {
            if (line.size() == LONGEST_LINE) {
                throw new IOException("a line has no end");
            }
            line.write(value);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        watch.close();
        session.close();
    }
}
