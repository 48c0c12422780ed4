package io.nodememory.kernel;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits until a condition holds. The limit is one that no busy machine reaches: it ends tests whose condition never holds. */
public final class Waiting {
    /** For everything that a test waits for, and for calls that need a timeout but are not to reach it. */
    public static final Duration LIMIT = Duration.ofMinutes(10);

    private static final long PAUSE_MILLIS = 20;

    private Waiting() {}

    /** @param otherwise what to say of the state where the condition does not hold in time */
    public static void until(Callable<Boolean> condition, Supplier<String> otherwise) throws Exception {
        for (long end = System.nanoTime() + LIMIT.toNanos(); !condition.call(); ) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT.toMinutes() + " minutes: " + otherwise.get());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** The exit status of a process; one that does not end in time is killed. */
    public static int untilEnd(Process process, Supplier<String> what) throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(what.get() + " did not end within " + LIMIT.toMinutes() + " minutes");
        }
        return process.exitValue();
    }
}
