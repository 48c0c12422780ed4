package io.nodememory.shell.analysis;

import io.nodememory.capture.node.FullCapture;

/** Shows how much of a node's memory came, how fast, and how long it still takes. */
final class TransferProgress implements FullCapture.Progress, AutoCloseable {
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS = 1e9;

    private final ProgressBar bar = new ProgressBar();
    private final long begun = System.nanoTime();

    @Override
    public void at(long done, long total) {
        double seconds = (System.nanoTime() - begun) / NANOS;
        double rate = done / Math.max(seconds, 1e-3);
        long left = Math.round((total - done) / Math.max(rate, 1));
        bar.at(
                done,
                total,
                "%,.0f of %,.0f MiB, %,.1f MiB/s, %d:%02d left"
                        .formatted(done / MEBIBYTE, total / MEBIBYTE, rate / MEBIBYTE, left / 60, left % 60));
    }

    @Override
    public void close() {
        bar.close();
    }
}
