package io.nodememory.capture.symbols;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a stream that receives nothing for too long, which ends the read that waits for it. */
final class StallWatch implements AutoCloseable {
    private final Thread watch;
    private volatile long last = System.nanoTime();

    StallWatch(Closeable stream, Duration patience) {
        watch = new Thread(() -> watch(stream, patience), "download-stall-watch");
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
            // The download has ended, or its reader gets the same failure.
        }
    }

    /** Bytes were received. */
    void progress() {
        last = System.nanoTime();
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
