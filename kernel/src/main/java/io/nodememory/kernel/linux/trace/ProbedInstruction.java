package io.nodememory.kernel.linux.trace;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Recognises what the kernel writes over a probed instruction: {@code arch_uprobe_optimize}, arch/x86/kernel/uprobes.c.
 *
 * <p>That is a breakpoint. On x86 its first hit turns it into a call of a trampoline if the instruction is a
 * no-operation of sufficient length.
 */
final class ProbedInstruction {
    private static final byte BREAKPOINT = (byte) 0xcc;
    private static final byte CALL = (byte) 0xe8;
    private static final int CALL_LENGTH = 5;

    /** Length in bytes of the longest instruction that the kernel replaces whole. */
    static final int LONGEST = 10;

    /** {@code cs nopw 0x0(%rax,%rax,1)}: the only ten-byte instruction that is replaced, since 7.2. */
    private static final byte[] LONG_NOP = {0x66, 0x2e, 0x0f, 0x1f, (byte) 0x84, 0, 0, 0, 0, 0};

    /** {@code lea -0x80(%rsp),%rsp}: precedes the call and protects the data below the stack pointer. */
    private static final byte[] ASIDE = {0x48, (byte) 0x8d, 0x64, 0x24, (byte) 0x80};

    private final byte[] expected;
    private final byte[] found;
    private final long address;
    private final LongPredicate trampoline;

    /**
     * @param expected the page of the file
     * @param found the same page in the memory of the process
     * @param address the address of the page in the process
     * @param trampoline returns whether a trampoline of the kernel starts at an address of the process
     */
    ProbedInstruction(byte[] expected, byte[] found, long address, LongPredicate trampoline) {
        this.expected = expected;
        this.found = found;
        this.address = address;
        this.trampoline = trampoline;
    }

    /** Returns how many bytes from a probed place on are bytes that the kernel wrote; 0 for none. */
    int written(int place) {
        if (isLongNop(place)) {
            return writtenLong(place);
        }
        if (isShortNop(place)) {
            return writtenShort(place);
        }
        return found[place] == BREAKPOINT ? 1 : 0;
    }

    /**
     * Returns how many bytes from a place whose probe was removed are bytes that the kernel left there. In a ten-byte
     * instruction the call remains, as an ignored part of the restored instruction ({@code int3_update_unoptimize}).
     *
     * @param call the place of the call
     */
    int left(int call) {
        int place = call - ASIDE.length;
        return place >= 0 && isLongNop(place) && same(expected, place, ASIDE.length) && calls(call, found[call])
                ? CALL_LENGTH
                : 0;
    }

    /** The form up to 7.1. During the update a breakpoint stands first. */
    private int writtenShort(int place) {
        boolean original = same(expected, place + 1, CALL_LENGTH - 1);
        boolean call = calls(place, CALL);
        boolean fits =
                switch (found[place]) {
                    case BREAKPOINT -> original || call;
                    case CALL -> call;
                    default -> false;
                };
        return fits ? CALL_LENGTH : 0;
    }

    private int writtenLong(int place) {
        int tail = place + ASIDE.length;
        boolean call = calls(tail, found[tail]);
        boolean aside = Arrays.equals(found, place + 1, tail, ASIDE, 1, ASIDE.length);
        boolean original = same(expected, place + 1, ASIDE.length - 1);
        boolean fits = found[place] == ASIDE[0]
                ? aside && call
                : found[place] == BREAKPOINT && (aside || original) && (call || same(expected, tail, CALL_LENGTH));
        return fits ? LONG_NOP.length : 0;
    }

    private boolean same(byte[] bytes, int from, int length) {
        return Arrays.equals(found, from, from + length, bytes, from, from + length);
    }

    /** Returns whether a call at this place, whose first byte may not be written yet, leads to a trampoline. */
    private boolean calls(int place, byte first) {
        int distance = (found[place + 1] & 0xff)
                | (found[place + 2] & 0xff) << 8
                | (found[place + 3] & 0xff) << 16
                | found[place + 4] << 24;
        return first == CALL && trampoline.test(address + place + CALL_LENGTH + distance);
    }

    private boolean isLongNop(int place) {
        int end = place + LONG_NOP.length;
        return end <= expected.length && Arrays.equals(expected, place, end, LONG_NOP, 0, LONG_NOP.length);
    }

    /**
     * Returns whether the instruction is a no-operation of five bytes: {@code insn_is_nop}, with any prefixes that keep
     * the length.
     */
    private boolean isShortNop(int place) {
        int end = place + CALL_LENGTH;
        if (end > expected.length) {
            return false;
        }
        int at = place;
        while (at < end && (expected[at] == 0x66 || expected[at] == 0x2e || expected[at] == 0x3e)) {
            at++;
        }
        int left = end - at;
        return switch (left) {
            case 1 -> expected[at] == (byte) 0x90;
            case 3, 4, 5 ->
                expected[at] == 0x0f && expected[at + 1] == 0x1f && lengthAfter(expected[at + 2]) == left - 3;
            default -> false;
        };
    }

    /**
     * Returns the number of bytes after the ModRM byte of an instruction without an immediate; -1 for one with a
     * four-byte displacement.
     */
    private static int lengthAfter(byte modrm) {
        boolean index = (modrm & 7) == 4;
        return switch (modrm & 0xc0) {
            case 0x00 -> index || (modrm & 7) == 5 ? -1 : 0;
            case 0x40 -> index ? 2 : 1;
            case 0xc0 -> 0;
            default -> -1;
        };
    }
}
