package io.nodememory.capture.node;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/**
 * Recognizes a failure that an interrupt caused. Each library wraps the interrupt in an exception of its own: fabric8 as a
 * {@code KubernetesClientException} with the message "An error has occurred.", NIO as a {@link ClosedByInterruptException}.
 */
public final class Interruption {
    private Interruption() {}

    /** Whether this thread is interrupted, or the failure or one of its causes reports an interrupt. */
    public static boolean causes(Throwable failure) {
        boolean found = Thread.currentThread().isInterrupted();
        for (Throwable cause = failure; cause != null && !found; cause = cause.getCause()) {
            found = cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof CancellationException
                    || isInterruptedIo(cause);
        }
        return found;
    }

    /** An {@link InterruptedIOException} also reports timeouts: those of sockets by a subclass, those of OkHttp by their message. */
    private static boolean isInterruptedIo(Throwable cause) {
        return cause instanceof InterruptedIOException
                && !(cause instanceof SocketTimeoutException)
                && !"timeout".equals(cause.getMessage());
    }

    /**
     * Returns the exception of a cancelled capture and leaves this thread interrupted.
     *
     * @param cause the failure that the interrupt caused, null if there was none
     */
    public static CancellationException cancelled(Throwable cause) {
        Thread.currentThread().interrupt();
        if (cause instanceof CancellationException already) {
            return already;
        }
        CancellationException cancelled = new CancellationException("the capture was cancelled");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** @throws CancellationException if this thread is interrupted */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(null);
        }
    }
}
