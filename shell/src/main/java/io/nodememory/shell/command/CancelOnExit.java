package io.nodememory.shell.command;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Work that is cancelled and tidies up when the program is told to end, as by Ctrl-C: its thread is interrupted, and the program
 * waits until it has come to its end and was told why. The exit status is the signal's then, as shells know it: 128 and its
 * number.
 */
final class CancelOnExit {
    private static final long PATIENCE_SECONDS = 15;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean ending;
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
        } catch (IOException | RuntimeException e) {
            if (cancel.ending) {
                cancel.tell(e);
            }
            throw e;
        } finally {
            cancel.end();
        }
    }

    /** Nobody else may come to it any more, so it is told here and nothing follows. */
    private void tell(Exception e) {
        System.err.println("nodemem: " + VisibleText.escape(String.valueOf(e.getMessage())));
        done.countDown();
        while (true) {
            LockSupport.park();
        }
    }

    private void cancel() {
        ending = true;
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
