package io.nodememory.shell.analysis;

import io.nodememory.capture.node.CaptureProgress;

/** Shows the progress of a capture: received memory, speed and remaining time, or the table that is being walked. */
public final class TransferProgress implements CaptureProgress, AutoCloseable {
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS = 1e9;

    private final ProgressBar bar = new ProgressBar();
    private final long begun = System.nanoTime();

    @Override
    public void at(String doing, long done, long total) {
        bar.at(done, total, doing.equals(READING) ? transfer(done, total) : doing);
    }

    private String transfer(long done, long total) {
        double seconds = (System.nanoTime() - begun) / NANOS;
        double rate = done / Math.max(seconds, 1e-3);
        long left = Math.round((total - done) / Math.max(rate, 1));
        return "%,.0f of %,.0f MiB, %,.1f MiB/s, %d:%02d left"
                .formatted(done / MEBIBYTE, total / MEBIBYTE, rate / MEBIBYTE, left / 60, left % 60);
    }

    @Override
    public void close() {
        bar.close();
    }
}
