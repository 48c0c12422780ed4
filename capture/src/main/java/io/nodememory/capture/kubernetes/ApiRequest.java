package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodememory.capture.node.Interruption;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A request to the API server. Each call of fabric8 goes through this class, which recognizes interrupts. */
final class ApiRequest {
    private ApiRequest() {}

    /**
     * Sends a request and waits for its answer.
     *
     * @throws KubernetesClientException if the API server refuses or does not answer
     * @throws CancellationException if this thread is interrupted before or during the request
     */
    static <T> T send(Supplier<T> request) {
        Interruption.check();
        try {
            return request.get();
        } catch (RuntimeException e) {
            if (Interruption.causes(e)) {
                throw Interruption.cancelled(e);
            }
            throw e;
        }
    }

    /**
     * Starts a request in a thread of its own. fabric8 does not send a request from an interrupted thread, and it abandons the
     * answer of one that is interrupted later.
     */
    static <T> FutureTask<T> start(Supplier<T> request) {
        FutureTask<T> task = new FutureTask<>(request::get);
        Thread thread = new Thread(task, "api-request");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /**
     * Waits for the answer of a started request.
     *
     * @throws KubernetesClientException if the API server refuses or does not answer
     * @throws CancellationException if this thread is interrupted; the request goes on
     */
    static <T> T await(FutureTask<T> request) {
        try {
            return request.get();
        } catch (InterruptedException e) {
            throw Interruption.cancelled(e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * Waits until a started request ends or the time is over. An interrupt does not end the wait; the thread is interrupted
     * afterwards.
     *
     * @return whether the request ended
     */
    static boolean awaitEnd(FutureTask<?> request, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    request.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException e) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException failure
                ? failure
                : new IllegalStateException("a request failed without a RuntimeException", e.getCause());
    }
}
