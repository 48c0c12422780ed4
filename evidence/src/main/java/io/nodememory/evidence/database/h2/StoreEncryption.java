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
 * Gives the file of a store another key, its first or none. What is in it stays as it is, the chain of custody too. H2's own
 * tool for this writes the new file where everybody may read it.
 */
public final class StoreEncryption {
    /** Bytes at a time: whole blocks of the cipher. */
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
     * Rewrites the file beside itself, then puts it in its place; needs as much room again, and the store alone.
     *
     * @param spec path of a file, with or without {@code .mv.db}
     * @param from the key it has, null if it is not encrypted
     * @param to the key it gets, null to have it without
     * @throws BadInputException if it has another key, is in use, or cannot be written; it is then as it was
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
                    "cannot change the encryption of the store %s: %s; it is as it was"
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
                        "cannot change the encryption of the store %s while it is in use%s: wait until it ends"
                                .formatted(path, holder));
            }
            Path copy = Files.createTempFile(path.toAbsolutePath().getParent(), ".store", ".new");
            try {
                write(source, copy);
                likeTheOld(copy);
                Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** As H2 locks it: null if another process has it open, for reading too. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The coded channels need no closing of their own: they are views of the other two. */
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

    /** Between the check of the key and the lock another process may have given it another key. */
    private void checkBeginning(ByteBuffer piece) {
        if (!StoreFile.isHeader(StandardCharsets.ISO_8859_1.decode(piece.duplicate()))) {
            throw new BadInputException("cannot change the encryption of the store " + path
                    + ": it was changed at this moment by another process, or its header is damaged");
        }
    }

    private static void read(FileChannel in, long position, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            if (in.read(piece, position + piece.position()) < 0) {
                throw new EOFException("it was cut short at byte " + (position + piece.position()));
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

    /** Owner, group and permissions are those that the old file was given. */
    private void likeTheOld(Path copy) throws IOException {
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
