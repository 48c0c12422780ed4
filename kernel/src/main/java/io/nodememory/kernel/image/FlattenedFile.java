package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A dump in makedumpfile's flattened format, which suits pipes and in which QEMU writes kdumps. It consists of pieces, each with
 * its offset in the dump (makedumpfile.h: makedumpfile_header, makedumpfile_data_header; big-endian).
 */
final class FlattenedFile implements ImageBytes {
    private static final byte[] SIGNATURE = "makedumpfile\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    /** MAX_SIZE_MDF_HEADER. */
    private static final int FILE_HEADER = 4096;

    private static final int PIECE_HEADER = 16;
    private static final int MOST_PIECES = 1 << 24;

    private final ImageFile file;
    private final Segments pieces;
    private final long size;

    private FlattenedFile(ImageFile file, Segments pieces) {
        this.file = file;
        this.pieces = pieces;
        this.size = pieces.size() == 0 ? 0 : pieces.end(pieces.size() - 1);
    }

    static Optional<FlattenedFile> open(ImageFile file) {
        ByteBuffer start = file.header(0, SIGNATURE.length);
        if (!start.equals(ByteBuffer.wrap(SIGNATURE))) {
            return Optional.empty();
        }
        Segments.Builder pieces = new Segments.Builder();
        HeaderWindow window = new HeaderWindow(file);
        long at = FILE_HEADER;
        while (file.size() - at >= PIECE_HEADER) {
            ByteBuffer header = window.at(at, PIECE_HEADER);
            long offset = bigEndian(header);
            long length = bigEndian(header);
            if (offset == -1 && length == -1) {
                break;
            }
            long data = at + PIECE_HEADER;
            boolean sound = offset >= 0 && length > 0 && offset <= Segments.ADDRESS_LIMIT - length;
            if (!sound || pieces.size() == MOST_PIECES) {
                throw file.bad("is a flattened dump with a damaged piece at offset %d; copy it again".formatted(at));
            }
            long available = Math.min(length, file.size() - data);
            if (available > 0) {
                pieces.add(offset, offset + available, data);
            }
            at = data + available;
        }
        return Optional.of(new FlattenedFile(file, latest(pieces)));
    }

    private static long bigEndian(ByteBuffer header) {
        return Long.reverseBytes(header.getLong());
    }

    /** Resolves overlaps: makedumpfile writes some headers twice, and the later piece in the file is valid. */
    private static Segments latest(Segments.Builder written) {
        Segments asWritten = written.build();
        if (asWritten.firstOverlap() < 0) {
            return asWritten;
        }
        NavigableMap<Long, long[]> byStart = new TreeMap<>();
        written.forEach((start, end, position) -> overwrite(byStart, start, end, position));
        Segments.Builder result = new Segments.Builder();
        byStart.forEach((start, piece) -> result.add(start, piece[0], piece[1]));
        return result.build();
    }

    /** Inserts a piece and cuts the pieces that it covers. A piece is its end and its position, by its start. */
    private static void overwrite(NavigableMap<Long, long[]> byStart, long start, long end, long position) {
        Map.Entry<Long, long[]> other = byStart.lowerEntry(end);
        while (other != null && other.getValue()[0] > start) {
            long otherStart = other.getKey();
            long[] piece = other.getValue();
            byStart.remove(otherStart);
            if (piece[0] > end) {
                byStart.put(end, new long[] {piece[0], piece[1] + (end - otherStart)});
            }
            if (otherStart < start) {
                byStart.put(otherStart, new long[] {start, piece[1]});
            }
            other = byStart.lowerEntry(Math.min(end, otherStart));
        }
        byStart.put(start, new long[] {end, position});
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BadInputException bad(String message) {
        return file.bad(message);
    }

    @Override
    public ByteBuffer header(long position, int length) {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, size - position))];
        try {
            read(position, bytes, 0, bytes.length, position);
        } catch (UnreadableMemoryException e) {
            throw new BadInputException(e.getMessage(), e);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(long position, byte[] target, int offset, int length, long physical) {
        int done = 0;
        while (done < length) {
            long at = position + done;
            int piece = pieces.find(at);
            long end = piece < 0 ? pieces.nextStart(at) : pieces.end(piece);
            int count = (int) Math.min(length - done, end - at);
            if (piece >= 0) {
                long skip = at - pieces.start(piece);
                file.read(pieces.position(piece) + skip, target, offset + done, count, physical);
            } else if (at < size) {
                // A gap in the dump reads as zeros, as in a sparse file.
                Arrays.fill(target, offset + done, offset + done + count, (byte) 0);
            } else {
                throw new UnreadableMemoryException(
                        physical, "0x%x cannot be read: the dump ends before offset %d".formatted(physical, at));
            }
            done += count;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
