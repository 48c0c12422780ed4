package io.nodememory.capture.node;

/** Told how far a capture is, on the thread that captures. */
@FunctionalInterface
public interface CaptureProgress {
    /** What {@link #at} calls the transfer of memory; its numbers are bytes then. */
    String READING = "reading";

    /**
     * @param doing {@link #READING}, or a table that is being walked; the numbers are tables then
     * @param done and {@code total} in the same unit
     */
    void at(String doing, long done, long total);

    /** A capture goes on that was begun before: {@code kept} bytes of memory are there already. */
    default void resumed(long kept, long total) {}
}
