package io.nodememory.capture.symbols;

/** A download that did not succeed, for a reason that trying once more would not change. */
final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether no connection came about, so that other things of the place need not be asked for. */
    private final boolean unreachable;

    private DownloadException(String message, boolean unreachable, Throwable cause) {
        super(message, cause);
        this.unreachable = unreachable;
    }

    static DownloadException absent(String what) {
        return new DownloadException(what + " does not exist", false, null);
    }

    static DownloadException failed(String message, Throwable cause) {
        return new DownloadException(message, false, cause);
    }

    static DownloadException unreachable(String place, Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DownloadException("%s cannot be reached: %s".formatted(place, why), true, cause);
    }

    boolean isUnreachable() {
        return unreachable;
    }
}
