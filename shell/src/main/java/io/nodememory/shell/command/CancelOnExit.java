package io.nodememory.shell.command;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Cancels work when a signal ends the program, as Ctrl-C does. The thread of the work is interrupted, and the program waits until
 * the work has cleaned up and one sentence has reported its end. The exit status is 128 and the number of the signal, as in shells.
 */
final class CancelOnExit {
    /** Longer than the removal of a pod takes at most, which is the longest part of cleaning up. */
    private static final long PATIENCE_SECONDS = 30;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancel, "cancel-on-exit");

    /** Work with a result. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Removes the result of work that was cancelled after it ended. */
    interface Undo<T> {
        void undo(T result) throws IOException;
    }

    private CancelOnExit() {}

    /**
     * Runs work. Does not return if a signal arrives before the work has ended.
     *
     * @param sentence printed after a signal, in place of any other
     */
    static <T> T run(Work<T> work, Undo<T> undo, String sentence) throws IOException {
        CancelOnExit cancel = new CancelOnExit();
        try {
            Runtime.getRuntime().addShutdownHook(cancel.hook);
        } catch (IllegalStateException e) {
            // The signal arrived before the work began.
            cancel.end(sentence);
        }
        T result;
        try {
            result = work.run();
        } catch (IOException | RuntimeException e) {
            if (cancel.isSignalled()) {
                cancel.end(sentence);
            }
            throw e;
        }
        if (cancel.isSignalled()) {
            try {
                undo.undo(result);
            } catch (IOException e) {
                cancel.end("what was cancelled could not be removed: " + e.getMessage());
            }
            cancel.end(sentence);
        }
        return result;
    }

    /** Decides once whether the work ended before the signal: from then on a signal does not cancel it. */
    private boolean isSignalled() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Prints the sentence and lets the program end; nothing runs in this thread afterwards. */
    private void end(String sentence) {
        System.err.println("nodemem: " + VisibleText.escape(sentence));
        done.countDown();
        while (true) {
            LockSupport.park();
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
}
