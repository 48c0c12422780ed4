package io.nodememory.capture.symbols;

/** Hears how far a download is. */
@FunctionalInterface
public interface DownloadProgress {
    /** For those who do not want to hear. */
    DownloadProgress NONE = (what, received, total) -> {};

    /**
     * @param what the address that is read
     * @param received bytes that are there, those of earlier attempts included
     * @param total bytes of the whole, -1 where that is not known
     */
    void at(String what, long received, long total);
}
