package io.nodememory.kernel.linux.user;

import java.time.Instant;

/**
 * A command that a shell remembers.
 *
 * @param address of the shell's own record of it, in the shell's memory
 * @param position from 1, in the order that the shell lists them; null for one that is in its list no more
 * @param time null where the shell does not keep it
 */
public record HistoryEntry(long address, Integer position, Instant time, String command) {}
