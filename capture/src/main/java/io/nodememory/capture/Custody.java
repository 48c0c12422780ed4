package io.nodememory.capture;

/**
 * The chain of custody of a capture.
 *
 * @param tool program and version
 * @param operator the user who runs the program, as user@host
 * @param reason the reason of the capture, null for none
 * @param previous hash of the newest capture in the store of this capture (the head of its chain), null for none
 */
public record Custody(String tool, String operator, String reason, String previous) {}
