package io.nodememory.capture.symbols;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a stream that brings nothing for too long, which ends the read that waits for it. */
final class Patience implements AutoCloseable {
    private final Thread watch;
    private volatile long last = System.nanoTime();

    Patience(Closeable stream, Duration patience) {
        watch = new Thread(() -> watch(stream, patience), "download patience");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch(Closeable stream, Duration patience) {
        try {
            while (System.nanoTime() - last <= patience.toNanos()) {
                Thread.sleep(Math.max(1, patience.toMillis() / 4));
            }
            stream.close();
        } catch (InterruptedException | IOException e) {
            // The download ended, or the reader meets the same.
        }
    }

    /** Something came. */
    void progress() {
        last = System.nanoTime();
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
