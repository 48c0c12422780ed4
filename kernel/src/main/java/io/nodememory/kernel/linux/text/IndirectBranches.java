package io.nodememory.kernel.linux.text;

/**
 * Recognises the code that the kernel writes over calls and jumps to the thunks for indirect branches and returns:
 * {@code apply_retpolines} and {@code apply_returns}, arch/x86/kernel/alternative.c.
 */
final class IndirectBranches {
    private static final int RETURN = 0xc3;

    private IndirectBranches() {}

    /**
     * Returns whether the range holds a branch through a register, optionally behind LFENCE or a condition, and
     * padding.
     */
    static boolean isBranch(byte[] code, int from, int to) {
        int at = from;
        // The inverted condition jumps over the branch
        if (at + 2 <= to && u8(code, at) >> 4 == 7 && code[at + 1] >= 0 && at + 2 + code[at + 1] <= to) {
            at += 2;
        }
        if (at + 3 <= to && u8(code, at) == 0x0f && u8(code, at + 1) == 0xae && u8(code, at + 2) == 0xe8) {
            at += 3;
        }
        int length = registerBranch(code, at, to);
        return length > 0 && isFilled(code, at + length, to);
    }

    /** Returns whether the range holds a return and padding. */
    static boolean isReturn(byte[] code, int from, int to) {
        return from < to && u8(code, from) == RETURN && isFilled(code, from + 1, to);
    }

    /**
     * Returns the length of {@code call *%reg} or {@code jmp *%reg}, including prefixes without effect; 0 if there is
     * none.
     */
    static int registerBranch(byte[] code, int from, int to) {
        int at = from;
        while (at < to && (u8(code, at) == 0x2e || u8(code, at) == 0x3e)) {
            at++;
        }
        if (at < to && u8(code, at) == 0x41) {
            at++;
        }
        boolean branch = at + 2 <= to
                && u8(code, at) == 0xff
                && (u8(code, at + 1) >> 3 == 0xd0 >> 3 || u8(code, at + 1) >> 3 == 0xe0 >> 3);
        return branch ? at + 2 - from : 0;
    }

    private static boolean isFilled(byte[] code, int from, int to) {
        int at = from;
        while (at < to && u8(code, at) == 0xcc) {
            at++;
        }
        return Nops.fill(code, at, to);
    }

    private static int u8(byte[] code, int at) {
        return code[at] & 0xff;
    }
}
