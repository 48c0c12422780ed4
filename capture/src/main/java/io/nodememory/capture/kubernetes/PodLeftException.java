package io.nodememory.capture.kubernetes;

import java.util.Optional;
import java.util.stream.Stream;

/** Reports a pod that could not be removed; suppressed by the failure that was the reason for its removal. */
public final class PodLeftException extends Exception {
    private static final long serialVersionUID = 1L;

    PodLeftException(String pod) {
        super(sentence(pod));
    }

    /** The sentence for users about a pod that could not be removed. */
    public static String sentence(String pod) {
        return pod + " could not be removed: its deadline ends it, and the next capture removes it";
    }

    /** The sentence of a failure that left a pod. */
    public static Optional<String> in(Throwable failure) {
        return Stream.of(failure.getSuppressed())
                .filter(PodLeftException.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst();
    }
}
