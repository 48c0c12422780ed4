package io.jenkins.plugins.nodememory.agent;

import hudson.AbortException;
import io.jenkins.plugins.nodememory.common.LogText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one capture on its agent, also over a restart of the controller: a lock, since the attempt before the restart may
 * still run, and the result of a capture that could not report it.
 */
final class CaptureFolder implements AutoCloseable {
    /** The prefix of the folders' names. */
    private static final String PREFIX = "node-memory-";

    private static final String LOCK = "lock";
    private static final String RESULT = "result";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The age of an abandoned folder: every running capture writes to its folder more often. */
    private static final Duration FORGOTTEN = Duration.ofDays(2);

    private static final long POLL_MILLIS = 500;

    private final Path folder;
    private final FileChannel lock;

    private CaptureFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        this.lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** The name of the folder of a capture. */
    static String name(String key) {
        return PREFIX + key;
    }

    /** @throws AbortException if another attempt of the same capture does not end */
    static CaptureFolder take(Path folder) throws IOException, InterruptedException {
        sweep(folder);
        CaptureFolder taken = new CaptureFolder(folder);
        Instant end = Instant.now().plus(PATIENCE);
        try {
            while (!taken.tryLock()) {
                if (Instant.now().isAfter(end)) {
                    throw new AbortException("an earlier attempt of this capture still runs on the agent");
                }
                Thread.sleep(POLL_MILLIS);
            }
            return taken;
        } catch (IOException | InterruptedException | RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    private boolean tryLock() throws IOException {
        try {
            FileLock held = lock.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Deletes the folders of captures whose agent disconnected for good. */
    private static void sweep(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path other : others) {
                if (!other.equals(folder) && Files.isDirectory(other) && isForgotten(other)) {
                    delete(other);
                }
            }
        }
    }

    private static boolean isForgotten(Path folder) throws IOException {
        Instant limit = Instant.now().minus(FORGOTTEN);
        for (Path file : files(folder)) {
            if (Files.getLastModifiedTime(file).toInstant().isAfter(limit)) {
                return false;
            }
        }
        return Files.getLastModifiedTime(folder).toInstant().isBefore(limit);
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(files::add);
        }
        return files;
    }

    /** The result of the capture, if it has ended. */
    Optional<AcquiredImage> result() throws IOException {
        Path file = folder.resolve(RESULT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() < 2 || !Files.exists(Path.of(lines.get(0)))
                ? Optional.empty()
                : Optional.of(new AcquiredImage(lines.get(0), lines.get(1), lines.subList(2, lines.size())));
    }

    /** Stores the result. */
    AcquiredImage keep(AcquiredImage captured) throws IOException {
        List<String> lines = new ArrayList<>(List.of(captured.path(), captured.sha256()));
        captured.warnings()
                .forEach(warning -> lines.add(LogText.printable(warning).replace('\n', ' ')));
        Files.write(folder.resolve(RESULT), lines, StandardCharsets.UTF_8);
        return captured;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
