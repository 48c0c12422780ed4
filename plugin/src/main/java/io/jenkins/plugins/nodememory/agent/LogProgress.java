package io.jenkins.plugins.nodememory.agent;

import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.node.CaptureProgress;
import java.time.Duration;

/** Progress as lines of a log, at intervals that keep the log readable. */
final class LogProgress implements CaptureProgress {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();
    private static final double PERCENT = 100.0;
    private static final long MEBIBYTE = 1 << 20;

    private final TaskListener listener;
    private long last = System.nanoTime();

    LogProgress(TaskListener listener) {
        this.listener = listener;
    }

    @Override
    public void at(String doing, long done, long total) {
        long now = System.nanoTime();
        if (now - last >= PAUSE) {
            last = now;
            LogText.println(listener, "%s: %.0f %%".formatted(doing, total <= 0 ? 0 : PERCENT * done / total));
        }
    }

    @Override
    public void resumed(long kept, long total) {
        LogText.println(
                listener,
                "continues after %,d of %,d MiB that were read before".formatted(kept / MEBIBYTE, total / MEBIBYTE));
    }
}
