package io.nodememory.kernel.image.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Unfinished images: files named {@code .NAME.UUID.part} in the folder of the target. The process that writes one holds a lock on
 * it, and the lock ends with the process, however that ends. An unlocked file is therefore a leftover of a killed process; the
 * next process that writes into the folder removes it.
 */
final class UnfinishedFiles {
    private static final String SUFFIX = ".part";
    private static final Pattern NAME = Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\" + SUFFIX);

    /** A younger file may not be locked yet: its process locks it just after creating it. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /**
     * The files of this process. Opening and closing one a second time would release its lock, because a POSIX lock belongs to
     * the process and not to the channel.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private UnfinishedFiles() {}

    /** Returns the name of a new unfinished image of a target. */
    static Path named(Path target) {
        Path file =
                target.toAbsolutePath().resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + SUFFIX);
        OURS.add(file);
        return file;
    }

    private static boolean isUnfinished(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /** Locks a file; returns false where the file system has no locks, where {@link #sweep} removes nothing either. */
    static boolean hold(FileChannel channel) {
        try {
            // Closing the channel releases the lock.
            return channel.tryLock() != null;
        } catch (IOException e) {
            return false;
        }
    }

    static void forget(Path file) {
        OURS.remove(file);
    }

    /** Removes unfinished images that killed processes left in the folder of a target; a file that cannot be removed stays. */
    static void sweep(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isUnfinished(file) && isLeftover(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // If the folder is unusable, creating the image reports it.
        }
    }

    private static boolean isLeftover(Path file) {
        if (OURS.contains(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            Instant young = Instant.now().minus(YOUNG);
            return Files.getLastModifiedTime(file).toInstant().isBefore(young) && channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }
}
