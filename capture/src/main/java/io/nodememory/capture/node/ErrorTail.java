package io.nodememory.capture.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Reads the standard error of a program, so that the program never blocks, and keeps its end. */
public final class ErrorTail {
    private static final int KEPT = 2000;

    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    private ErrorTail(InputStream errors) {
        reader = new Thread(() -> drain(errors), "node-errors");
        reader.setDaemon(true);
    }

    public static ErrorTail of(InputStream errors) {
        ErrorTail tail = new ErrorTail(errors);
        tail.reader.start();
        return tail;
    }

    private void drain(InputStream errors) {
        byte[] bytes = new byte[1024];
        try {
            for (int count = errors.read(bytes); count >= 0; count = errors.read(bytes)) {
                keep(new String(bytes, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The program was ended.
        }
    }

    private void keep(String more) {
        synchronized (text) {
            text.append(more);
            text.delete(0, Math.max(0, text.length() - KEPT));
        }
    }

    /** The last line that is not blank, "" without one. */
    public String text() {
        synchronized (text) {
            return text.toString()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce("", (a, b) -> b)
                    .strip();
        }
    }

    /** Waits for the end of the stream. */
    void await(long seconds) {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
