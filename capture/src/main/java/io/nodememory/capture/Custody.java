package io.nodememory.capture;

/**
 * Who captures with what, why, and after what.
 *
 * @param tool program and version
 * @param operator who runs it, as user@host
 * @param reason why, null if not said
 * @param previous hash of the last capture of the store that this one goes to (the head of its chain); null for none
 */
public record Custody(String tool, String operator, String reason, String previous) {}
