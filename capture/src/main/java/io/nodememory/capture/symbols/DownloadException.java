package io.nodememory.capture.symbols;

/** A download that did not succeed, for a reason that trying once more would not change. */
final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the thing does not exist there, which is no failure of the place. */
    private final boolean absent;

    private DownloadException(String message, boolean absent, Throwable cause) {
        super(message, cause);
        this.absent = absent;
    }

    static DownloadException absent(String what) {
        return new DownloadException(what + " does not exist", true, null);
    }

    static DownloadException failed(String message, Throwable cause) {
        return new DownloadException(message, false, cause);
    }

    boolean isAbsent() {
        return absent;
    }
}
