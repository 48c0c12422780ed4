package io.nodememory.capture.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script that a process of this machine runs. */
final class ProcessSession implements ShellSession {
    private static final long PATIENCE_MILLIS = 300;
    private static final long ERRORS_SECONDS = 2;
    private static final int MOST_TRIES = 50;
    private static final long PAUSE_MILLIS = 20;

    private final Process process;
    private final ErrorTail errors;

    ProcessSession(Process process) {
        this.process = process;
        this.errors = ErrorTail.of(process.getErrorStream());
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public String errors() {
        return errors.text();
    }

    /** The last error output before the end of the process. */
    String errorsAtEnd() {
        errors.await(ERRORS_SECONDS);
        return errors.text();
    }

    /** Synchronized, so that a second caller, which may end this program, returns after the process has ended. */
    @Override
    public synchronized void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException | UncheckedIOException e) {
            // The process has ended.
        }
        try {
            if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    /**
     * Ends the programs that the shell waits for, so that the shell itself ends. A shell that is killed while it starts a program
     * leaves that program running, with this process's pipe open.
     */
    private void end() {
        boolean interrupted = Thread.interrupted();
        try {
            for (int tries = 0; tries < MOST_TRIES && process.isAlive(); tries++) {
                List<ProcessHandle> idle = process.descendants()
                        .filter(p -> p.children().findAny().isEmpty())
                        .toList();
                if (idle.isEmpty()) {
                    break;
                }
                idle.forEach(ProcessHandle::destroy);
                process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
