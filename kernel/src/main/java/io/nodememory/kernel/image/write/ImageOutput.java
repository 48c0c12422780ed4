package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * A file that appears under its name only when it is complete, readable for its owner alone, with the SHA-256 of what was
 * written to it. Zeros take no room where the file system can do that.
 */
final class ImageOutput implements AutoCloseable {
    /** What is written at once, or left out if it is zeros. */
    private static final int PIECE = 64 * 1024;

    private static final byte[] ZEROS = new byte[PIECE];

    private final Path path;
    private final Path temporary;
    private final FileChannel channel;
    /** Null for a file that is not hashed. */
    private final MessageDigest digest;
    /** Null for a file that is dropped if it is not finished. */
    private final ImageJournal journal;

    private final CRC32C blockSum = new CRC32C();
    /** Written by one thread at a time, read by any. */
    private final AtomicLong position = new AtomicLong();

    ImageOutput(Path path) throws IOException {
        this(path, null, true);
    }

    /**
     * @param journal by which it goes on, null to begin a file that is dropped if it is not finished
     * @param hashed whether a SHA-256 is wanted; one with a journal always has it
     */
    ImageOutput(Path path, ImageJournal journal, boolean hashed) throws IOException {
        this.path = path;
        this.journal = journal;
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path + " exists already; name another file or remove it first");
        }
        boolean fresh = journal == null;
        UnfinishedFiles.sweep(path);
        temporary = fresh ? UnfinishedFiles.named(path) : journal.part();
        digest = !fresh ? journal.digest() : hashed ? sha256() : null;
        channel = FileChannel.open(
                temporary,
                EnumSet.of(fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                ownerOnly(temporary));
        if (fresh) {
            UnfinishedFiles.hold(channel);
        }
        position.set(fresh ? 0 : journal.last().position());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Bytes written so far, gaps included. */
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

    /** Writes into a gap of a file that is not hashed; by any thread, which {@link #write} is not for. */
    void writeAt(long start, byte[] bytes, int offset, int length) throws IOException {
        if (digest != null) {
            throw new IllegalStateException("a file that is hashed is written in its order");
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
            // The part of a journal is read up to its last block, which must be there then.
            if (journal == null && Zeros.only(bytes, from, to)) {
                buffer.position(to);
            } else {
                channel.write(buffer, start + from - offset);
            }
        }
    }

    /** The CRC-32C of what was written since the call before; only with a journal. */
    int endBlock() {
        int sum = (int) blockSum.getValue();
        blockSum.reset();
        return sum;
    }

    /** Leaves a gap up to a position, which reads as zeros and takes no room where the file system can do that. */
    void skipTo(long target) {
        long at = position.get();
        while (digest != null && at < target) {
            int count = (int) Math.min(PIECE, target - at);
            digest.update(ZEROS, 0, count);
            at += count;
        }
        position.set(Math.max(at, target));
    }

    /** Completes the file under its name; returns its SHA-256 in hexadecimal, null for one that is not hashed. */
    String finish() throws IOException {
        if (channel.size() < position.get()) {
            channel.write(ByteBuffer.allocate(1), position.get() - 1);
        }
        // Not forced to the disk: that takes longer than all else, and a loss would show in the SHA-256.
        channel.close();
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        UnfinishedFiles.forget(temporary);
        if (journal != null) {
            journal.finish();
        }
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }

    /** Without {@link #finish()} nothing is left behind, unless there is a journal. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (journal == null) {
            Files.deleteIfExists(temporary);
            UnfinishedFiles.forget(temporary);
        }
    }
}
