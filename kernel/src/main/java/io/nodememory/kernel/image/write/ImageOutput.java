package io.nodememory.kernel.image.write;

import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.Sha256;
import io.nodememory.kernel.image.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * An image file under construction. The file appears under its name only when it is complete, and only its owner can read it.
 * Zeros become holes where the file system supports sparse files.
 */
final class ImageOutput implements AutoCloseable {
    /** Bytes of a piece, which is written at once or, if it holds only zeros, left as a hole. */
    private static final int PIECE = 64 * 1024;

    private static final byte[] ZEROS = new byte[PIECE];

    private final Path path;
    private final Path temporary;
    private final FileChannel channel;
    /** Computes the SHA-256 of the file; null if the file is not hashed. */
    private final MessageDigest digest;
    /** Records the blocks of the file, so that another process can continue it; null if an unfinished file is removed. */
    private final ImageJournal journal;

    private final CRC32C blockSum = new CRC32C();
    /** One thread at a time sets it; any thread reads it. */
    private final AtomicLong position = new AtomicLong();

    ImageOutput(Path path) throws IOException {
        this(path, null, true);
    }

    /**
     * @param journal the journal of the file to continue, null to start a file that is removed unless it is finished
     * @param hashed whether to compute a SHA-256; a file with a journal always has one
     */
    ImageOutput(Path path, ImageJournal journal, boolean hashed) throws IOException {
        this.path = path;
        this.journal = journal;
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path + " exists already: name another file or remove it first");
        }
        boolean fresh = journal == null;
        UnfinishedFiles.sweep(path);
        temporary = fresh ? UnfinishedFiles.named(path) : journal.part();
        digest = !fresh ? journal.digest() : hashed ? Sha256.digest() : null;
        channel = OwnerOnlyFiles.open(
                temporary,
                EnumSet.of(
                        fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        if (fresh) {
            UnfinishedFiles.hold(channel);
        }
        position.set(fresh ? 0 : journal.last().position());
    }

    /** The position of the next byte in the file, gaps included. */
    long position() {
        return position.get();
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        long start = position.get();
        if (digest != null) {
            digest.update(bytes, offset, length);
        }
        if (journal != null) {
            blockSum.update(bytes, offset, length);
        }
        store(start, bytes, offset, length);
        position.set(start + length);
    }

    /** Writes into a gap of a file that is not hashed. Unlike {@link #write}, any thread may call it. */
    void writeAt(long start, byte[] bytes, int offset, int length) throws IOException {
        if (digest != null) {
            throw new IllegalStateException("a hashed file must be written in order");
        }
        store(start, bytes, offset, length);
    }

    private void store(long start, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int end = offset + length;
        while (buffer.position() < end) {
            int from = buffer.position();
            int to = Math.min(end, from + PIECE);
            buffer.limit(to);
            // A file with a journal must reach to the end of its last block, so it gets no holes.
            if (journal == null && Zeros.only(bytes, from, to)) {
                buffer.position(to);
            } else {
                channel.write(buffer, start + from - offset);
            }
        }
    }

    /** Returns the CRC-32C of the bytes written since the previous call; only for a file with a journal. */
    int endBlock() {
        int sum = (int) blockSum.getValue();
        blockSum.reset();
        return sum;
    }

    /** Leaves a gap up to a position. The gap reads as zeros and is a hole where the file system supports that. */
    void skipTo(long target) {
        long at = position.get();
        while (digest != null && at < target) {
            int count = (int) Math.min(PIECE, target - at);
            digest.update(ZEROS, 0, count);
            at += count;
        }
        position.set(Math.max(at, target));
    }

    /** Completes the file and gives it its name; returns its SHA-256 in hexadecimal, null if it is not hashed. */
    String finish() throws IOException {
        if (channel.size() < position.get()) {
            channel.write(ByteBuffer.allocate(1), position.get() - 1);
        }
        // No fsync: it would take longer than the rest of the work, and the SHA-256 would show a loss.
        channel.close();
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        UnfinishedFiles.forget(temporary);
        if (journal != null) {
            journal.finish();
        }
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }

    /** Removes the file unless it is finished or has a journal. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (journal == null) {
            Files.deleteIfExists(temporary);
            UnfinishedFiles.forget(temporary);
        }
    }
}
