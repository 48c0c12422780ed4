package io.nodememory.shell.command;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Work that is cancelled and tidies up when the program is told to end, as by Ctrl-C: its thread is interrupted, and the program
 * waits until it has come to its end.
 */
final class CancelOnExit {
    private static final long PATIENCE_SECONDS = 15;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancel, "cancel-on-exit");

    /** Work with a result. */
    interface Work<T> {
        T run() throws IOException;
    }

    private CancelOnExit() {}

    static <T> T run(Work<T> work) throws IOException {
        CancelOnExit cancel = new CancelOnExit();
        Runtime.getRuntime().addShutdownHook(cancel.hook);
        try {
            return work.run();
        } finally {
            cancel.end();
        }
    }

    private void cancel() {
        worker.interrupt();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook goes on now.
        }
    }
}
