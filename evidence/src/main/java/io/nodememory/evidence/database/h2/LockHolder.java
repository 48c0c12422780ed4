package io.nodememory.evidence.database.h2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the process that holds the lock on a file, from {@code /proc/locks} (fs/locks.c, lock_get_status). */
final class LockHolder {
    /** {@code 1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 0 EOF}: the process id, then device and inode. */
    private static final int PID = 4;

    private static final int INODE = 5;

    private LockHolder() {}

    /** The holder as {@code process 4711 (java)}; empty if it cannot be found. */
    static Optional<String> of(Path file) {
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            return locks.map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length > INODE && fields[INODE].endsWith(inode))
                    .map(fields -> Long.parseLong(fields[PID]))
                    .filter(pid -> pid > 0 && pid != ProcessHandle.current().pid())
                    .findFirst()
                    .map(LockHolder::describe);
        } catch (IOException | RuntimeException e) {
            // Not Linux, or a sandbox: the message then names no process.
            return Optional.empty();
        }
    }

    private static String describe(long pid) {
        return "process " + pid
                + ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .map(command -> " (" + Path.of(command).getFileName() + ")")
                        .orElse("");
    }
}
