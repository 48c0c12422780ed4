package io.nodememory.evidence.database.h2;

import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.Dialect;
import io.nodememory.evidence.database.StoreSettings;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.h2.store.fs.encrypt.FileEncrypt;
import org.h2.store.fs.encrypt.FilePathEncrypt;

/**
 * Encrypts the file of a store, changes its key, or decrypts it. The content does not change, nor does the chain of custody. H2's
 * own tool for this creates a file that everybody can read.
 */
public final class StoreEncryption {
    /** Bytes copied at once, a multiple of the cipher's block size. */
    private static final int PIECE = 256 * FileEncrypt.BLOCK_SIZE;

    private final Path path;
    private final StoreKey from;
    private final StoreKey to;

    private StoreEncryption(Path path, StoreKey from, StoreKey to) {
        this.path = path;
        this.from = from;
        this.to = to;
    }

    /**
     * Writes a new file beside the old one and then replaces the old one. Needs as much free disk space as the file has, and that
     * no process has the store open.
     *
     * @param spec path of a file, with or without {@code .mv.db}
     * @param from the present key; null if the store is not encrypted
     * @param to the new key; null to decrypt
     * @throws BadInputException if the key is wrong, or the store is in use or cannot be written; the file is then unchanged
     */
    public static void change(String spec, StoreKey from, StoreKey to) {
        Path path = H2Dialect.file(spec);
        try {
            check(spec, from);
            if (from == null && to == null) {
                throw new BadInputException("the store " + path + " is not encrypted");
            }
            new StoreEncryption(path, from, to).replace();
        } catch (IOException e) {
            throw new BadInputException(
                    "cannot change the encryption of the store %s: %s; the file is unchanged"
                            .formatted(path, Sentences.of(e)),
                    e);
        }
    }

    private static void check(String spec, StoreKey from) {
        try (Dialect dialect = new H2Dialect(spec, from)) {
            if (!dialect.exists()) {
                throw new BadInputException(
                        "there is no store " + H2Dialect.file(spec) + ": name another with --store");
            }
            try (Connection connection = dialect.connect(Access.READ)) {
                StoreSettings.get(connection, StoreSettings.CHAIN_HEAD);
            } catch (SQLException | IllegalStateException e) {
                throw dialect.explain(e);
            }
        }
    }

    private void replace() throws IOException {
        Object before = attributes(path).fileKey();
        try (FileChannel source = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = lock(source)) {
            if (lock == null || !attributes(path).fileKey().equals(before)) {
                String holder =
                        LockHolder.of(path).map(process -> " by " + process).orElse("");
                throw new BadInputException(
                        "cannot change the encryption of the store %s while it is in use%s: wait until that process ends"
                                .formatted(path, holder));
            }
            Path copy = Files.createTempFile(path.toAbsolutePath().getParent(), ".store", ".new");
            try {
                write(source, copy);
                copyAttributes(copy);
                Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** The lock that H2 takes; null if another process has the file open, even for reading. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The coded channels are views of the other two and need no close. */
    @SuppressWarnings("resource")
    private void write(FileChannel source, Path copy) throws IOException {
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileChannel in = coded(source, from);
            FileChannel out = coded(target, to);
            long size = in.size();
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long position = 0; position < size; position += piece.limit()) {
                piece.clear().limit((int) Math.min(PIECE, size - position));
                read(in, position, piece);
                if (position == 0) {
                    checkBeginning(piece);
                }
                while (piece.hasRemaining()) {
                    out.write(piece, position + piece.position());
                }
            }
            out.force(true);
        }
    }

    /** Another process may have changed the key between the check of the key and the lock. */
    private void checkBeginning(ByteBuffer piece) {
        if (!StoreFile.isHeader(StandardCharsets.ISO_8859_1.decode(piece.duplicate()))) {
            throw new BadInputException("cannot change the encryption of the store " + path
                    + ": another process changed it in the meantime, or its header is damaged");
        }
    }

    private static void read(FileChannel in, long position, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            if (in.read(piece, position + piece.position()) < 0) {
                throw new EOFException("the file ends at byte " + (position + piece.position()));
            }
        }
        piece.flip();
    }

    private FileChannel coded(FileChannel file, StoreKey key) throws IOException {
        if (key == null) {
            return file;
        }
        char[] password = key.filePassword();
        byte[] bytes = FilePathEncrypt.getPasswordBytes(password);
        Arrays.fill(password, '\0');
        return new FileEncrypt(path.toString(), bytes, file);
    }

    /** Copies owner, group and permissions of the old file. */
    private void copyAttributes(Path copy) throws IOException {
        PosixFileAttributes old = attributes(path);
        PosixFileAttributeView view = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
        PosixFileAttributes made = view.readAttributes();
        if (!made.owner().equals(old.owner())) {
            view.setOwner(old.owner());
        }
        if (!made.group().equals(old.group())) {
            view.setGroup(old.group());
        }
        view.setPermissions(old.permissions());
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class);
    }
}
