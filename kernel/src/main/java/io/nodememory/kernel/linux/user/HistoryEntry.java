package io.nodememory.kernel.linux.user;

import java.time.Instant;

/**
 * A command that a shell remembers.
 *
 * @param address the address of the shell's record, in the shell's memory
 * @param position the position from 1, in the order of the shell; null for an entry that left the shell's list
 * @param time null if the shell does not keep it
 */
public record HistoryEntry(long address, Integer position, Instant time, String command) {}
