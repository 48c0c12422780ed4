package io.jenkins.plugins.nodememory;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits until a condition holds. The limit is one that no busy machine reaches: it ends tests whose condition never holds. */
final class Waiting {
    static final Duration LIMIT = Duration.ofMinutes(10);

    private static final long PAUSE_MILLIS = 50;

    private Waiting() {}

    /** @param what the condition, for the message where it does not hold in time */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        for (long end = System.nanoTime() + LIMIT.toNanos(); !condition.call(); ) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT.toMinutes() + " minutes: " + what);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
