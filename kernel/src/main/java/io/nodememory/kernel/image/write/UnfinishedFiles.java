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
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Images that are being written, {@code .NAME.UUID.part} beside where they are to appear. Whoever writes one holds its lock, which
 * ends with the process however that ended; so what a killed one left is known, and removed by the next that writes there.
 */
final class UnfinishedFiles {
    private static final String SUFFIX = ".part";

    /** A file is locked a moment after it was made. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /** This process's own. To open one a second time would end its lock (POSIX locks are the process's, not the channel's). */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private UnfinishedFiles() {}

    static Path named(Path target) {
        // To keep names apart, no secret: a file is only ever made anew. The JDK's secure random numbers take 10 ms to
        // start.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID unique = new UUID(random.nextLong(), random.nextLong());
        Path file = target.toAbsolutePath().resolveSibling("." + target.getFileName() + "." + unique + SUFFIX);
        OURS.add(file);
        return file;
    }

    private static boolean isUnfinished(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && NamePattern.NAME.matcher(name).matches();
    }

    /** Only made where there is a file that may match. */
    private static final class NamePattern {
        static final Pattern NAME = Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\" + SUFFIX);
    }

    /** False where the file system has no locks: nobody takes the file for a leftover there either. */
    static boolean hold(FileChannel channel) {
        try {
            // Released when the channel is closed.
            return channel.tryLock() != null;
        } catch (IOException e) {
            return false;
        }
    }

    static void forget(Path file) {
        OURS.remove(file);
    }

    /** Removes what killed processes left beside a target; what cannot be removed stays. */
    static void sweep(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isUnfinished(file) && isLeft(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that cannot be listed shows when the image is written.
        }
    }

    private static boolean isLeft(Path file) {
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
