package io.nodememory.capture.symbols;

/** A download that failed for a reason that another attempt does not change. */
final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether there was no connection, so that requests for other files of the server would fail too. */
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
