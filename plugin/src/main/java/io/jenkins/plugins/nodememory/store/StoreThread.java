package io.jenkins.plugins.nodememory.store;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.util.JenkinsJVM;

/** Runs work on a store on a thread that is never interrupted: an interrupt makes H2 close its file for all builds. */
public final class StoreThread {
    private static final long SECONDS_TO_STOP = 30;

    private StoreThread() {}

    /**
     * Waits for the work.
     *
     * @param stop ends the work soon; called if the caller is interrupted
     */
    public static <T> T call(Callable<T> work, Runnable stop) throws Exception {
        JenkinsJVM.checkJenkinsJVM();
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "node-memory store");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            stop.run();
            await(task);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void await(FutureTask<?> task) throws InterruptedException {
        try {
            task.get(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // The build is aborted: the result is unused, and the work frees its own resources
            return;
        }
    }
}
