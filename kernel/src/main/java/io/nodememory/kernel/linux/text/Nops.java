package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.bytes.LittleEndian;

/**
 * The no-operations of x86-64 that compilers and the kernel use as padding: {@code x86_nops}, and jumps over
 * breakpoints.
 */
final class Nops {
    private static final int BREAKPOINT = 0xcc;

    /** The longest instruction has 15 bytes; with more prefixes than this, a no-operation would exceed them. */
    private static final int MOST_PREFIXES = 11;

    private Nops() {}

    /** Returns whether the bytes in {@code [from, to)} are no-operations only. */
    static boolean fill(byte[] code, int from, int to) {
        int at = from;
        while (at < to) {
            int length = length(code, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Returns the length of the no-operation at a place if it ends at or before {@code to}; 0 if there is none. */
    static int length(byte[] code, int at, int to) {
        int next = at;
        while (next < to && next - at < MOST_PREFIXES && isPrefix(u8(code, next))) {
            next++;
        }
        if (next < to && u8(code, next) == 0x90) {
            return next + 1 - at;
        }
        if (next + 3 <= to && u8(code, next) == 0x0f && u8(code, next + 1) == 0x1f) {
            int end = next + 3 + operand(u8(code, next + 2));
            return end <= to ? end - at : 0;
        }
        return next == at ? jump(code, at, to) : 0;
    }

    /** The operand-size prefix, and segment prefixes, which have no effect in 64-bit mode. */
    private static boolean isPrefix(int value) {
        return value == 0x66 || value == 0x2e || value == 0x3e;
    }

    /** Returns the number of bytes that follow a ModRM byte. */
    private static int operand(int modrm) {
        int index = (modrm & 7) == 4 ? 1 : 0;
        return switch (modrm >> 6) {
            case 0 -> (modrm & 7) == 5 ? 4 : index;
            case 1 -> index + 1;
            case 2 -> index + 4;
            default -> 0;
        };
    }

    /** Returns the length of a forward jump over breakpoints, which pads places longer than one no-operation. */
    private static int jump(byte[] code, int at, int to) {
        int behind = at;
        int end = to + 1;
        if (at + 2 <= to && u8(code, at) == 0xeb && code[at + 1] >= 0) {
            behind = at + 2;
            end = behind + code[at + 1];
        } else if (at + 5 <= to && u8(code, at) == 0xe9 && LittleEndian.getInt(code, at + 1) >= 0) {
            behind = at + 5;
            end = LittleEndian.getInt(code, at + 1) > to ? to + 1 : behind + LittleEndian.getInt(code, at + 1);
        }
        return end <= to && breakpoints(code, behind, end) ? end - at : 0;
    }

    /** Returns whether the bytes in {@code [from, to)} are breakpoints only. */
    static boolean breakpoints(byte[] code, int from, int to) {
        for (int at = from; at < to; at++) {
            if (u8(code, at) != BREAKPOINT) {
                return false;
            }
        }
        return true;
    }

    private static int u8(byte[] code, int at) {
        return code[at] & 0xff;
    }
}
