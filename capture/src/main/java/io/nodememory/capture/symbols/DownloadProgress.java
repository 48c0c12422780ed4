package io.nodememory.capture.symbols;

/** Receives the progress of a download. */
@FunctionalInterface
public interface DownloadProgress {
    /** Ignores the progress. */
    DownloadProgress NONE = (what, received, total) -> {};

    /**
     * Receives the current progress.
     *
     * @param what the address of the file
     * @param received number of bytes so far, those of earlier attempts included
     * @param total number of bytes of the file, -1 if unknown
     */
    void at(String what, long received, long total);
}
