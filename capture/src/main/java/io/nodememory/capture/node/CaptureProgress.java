package io.nodememory.capture.node;

/** Receives the progress of a capture, in the thread that captures. */
@FunctionalInterface
public interface CaptureProgress {
    /** The activity of {@link #at} during the transfer of memory; its numbers are bytes then. */
    String READING = "reading";

    /**
     * Receives the current progress.
     *
     * @param doing {@link #READING}, or the name of the table that is being walked; the numbers are tables then
     * @param done in the same unit as {@code total}
     */
    void at(String doing, long done, long total);

    /** The capture resumes: an earlier run wrote {@code kept} bytes of memory. */
    default void resumed(long kept, long total) {}
}
