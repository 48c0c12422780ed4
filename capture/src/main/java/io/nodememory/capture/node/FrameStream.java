package io.nodememory.capture.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the output of {@link NodeScript}. Any other output is an error of the connection. */
final class FrameStream {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_NOISE = 64 * 1024;
    private static final int MOST_TEXT = 4 << 20;
    private static final Pattern RECORDS = Pattern.compile("(\\d{1,9})\\+(\\d{1,9}) records in");

    private final InputStream in;
    private FrameChecksum checksum = FrameChecksum.NONE;

    FrameStream(InputStream in) {
        this.in = new BufferedInputStream(in, 64 * 1024);
    }

    /** Waits for the greeting and skips the output of login scripts and terminals before it. */
    void awaitGreeting() throws IOException {
        int noise = 0;
        while (noise < MOST_NOISE) {
            String line = line();
            int at = line.indexOf(NodeScript.GREETING + " ");
            if (at >= 0) {
                checksum = FrameChecksum.named(line.substring(at + NodeScript.GREETING.length() + 1));
                return;
            }
            noise += line.length() + 1;
        }
        throw new IOException("the shell does not answer with the reader's greeting");
    }

    /** The checksum of frames. */
    FrameChecksum checksum() {
        return checksum;
    }

    /** Reads the texts that describe the node, by their names. */
    Map<String, String> texts(String nonce) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        String name = "";
        int size = 0;
        for (String line = line(); !line.equals("NMX " + nonce); line = line()) {
            if (line.startsWith("NMI " + nonce + " ")) {
                texts.put(name, text.toString());
                name = line.substring(nonce.length() + 5);
                text.setLength(0);
            } else {
                text.append(line).append('\n');
            }
            size += line.length() + 1;
            if (size > MOST_TEXT) {
                throw new IOException("the node's description of itself has no end");
            }
        }
        texts.put(name, text.toString());
        return texts;
    }

    /**
     * Reads the frame of a piece. Returns the node's reason if it could not read the whole piece.
     *
     * @param fast whether the checksum comes from a second reading: then a difference is not an error of the connection
     * @throws IOException if the stream has no such frame, or the frame was changed in transfer
     */
    Optional<String> frame(Piece piece, boolean fast, byte[] target) throws IOException {
        String header = "NMF %d %d %d".formatted(piece.size(), piece.skip(), piece.count());
        if (!line().equals(header)) {
            throw new IOException("a frame does not begin with its header");
        }
        int got = in.readNBytes(target, 0, piece.length());
        if (got < piece.length()) {
            throw new EOFException("the connection ended within a frame");
        }
        String start = "NME " + piece.skip() + " ";
        if (!line().isEmpty()) {
            throw new IOException("a frame is longer than its header says");
        }
        String trailer = line();
        if (!trailer.startsWith(start)) {
            throw new IOException("a frame has no trailer");
        }
        return verify(piece, trailer.substring(start.length()), fast, target);
    }

    private Optional<String> verify(Piece piece, String trailer, boolean fast, byte[] bytes) throws IOException {
        if (fast) {
            return isWhole(piece, trailer) && isEqualToSecond(piece, trailer, bytes)
                    ? Optional.empty()
                    : Optional.of(trailer);
        }
        Optional<String> sum = sum(piece, trailer);
        if (sum.isPresent() && !sum.get().equals(checksum.of(bytes, 0, piece.length()))) {
            throw new IOException("a frame was changed in transfer: its checksum differs");
        }
        // Without a checksum, the position of the trailer shows that the frame has its length.
        return isWhole(piece, trailer) ? Optional.empty() : Optional.of(trailer);
    }

    /** A second reading that failed has no checksum, or a checksum of another length. */
    private boolean isEqualToSecond(Piece piece, String trailer, byte[] bytes) {
        try {
            return checksum.in(trailer, piece.length()).equals(checksum.of(bytes, 0, piece.length()));
        } catch (IOException e) {
            return false;
        }
    }

    /** The checksum of a piece that was read whole; empty for an incomplete piece, and for a node without checksums. */
    private Optional<String> sum(Piece piece, String trailer) throws IOException {
        if (checksum == FrameChecksum.NONE || !isWhole(piece, trailer)) {
            return Optional.empty();
        }
        return Optional.of(checksum.in(trailer, piece.length()));
    }

    private static boolean isWhole(Piece piece, String trailer) {
        Matcher records = RECORDS.matcher(trailer);
        return records.find()
                && Long.parseLong(records.group(1)) == piece.count()
                && records.group(2).equals("0");
    }

    /**
     * Reads the current checksum of a piece; empty if the node could not read the whole piece.
     *
     * @throws IOException if the stream has another answer
     */
    Optional<String> sumNow(Piece piece) throws IOException {
        String line = line();
        String start = "NMS " + piece.skip() + " ";
        if (!line.startsWith(start)) {
            throw new IOException("a checksum does not begin with its header");
        }
        return sum(piece, line.substring(start.length()));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int value = in.read(); value != '\n'; value = in.read()) {
            if (value < 0) {
                throw new EOFException("the connection ended");
            } else if (line.size() == LONGEST_LINE) {
                throw new IOException("a line has no end");
            }
            line.write(value);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
