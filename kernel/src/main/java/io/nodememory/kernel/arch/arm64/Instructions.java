package io.nodememory.kernel.arch.arm64;

import java.util.OptionalLong;

/** The few instructions of A64 that are decoded (Arm Architecture Reference Manual, C4 "A64 Instruction Set Encoding"). */
final class Instructions {
    private static final int REGISTER = 0x1f;

    private Instructions() {}

    /** The distance of B in bytes. */
    static OptionalLong branch(int instruction) {
        return (instruction & 0xfc00_0000) == 0x1400_0000 ? OptionalLong.of(distance26(instruction)) : OptionalLong.empty();
    }

    /** The distance of BL in bytes. */
    static OptionalLong call(int instruction) {
        return (instruction & 0xfc00_0000) == 0x9400_0000 ? OptionalLong.of(distance26(instruction)) : OptionalLong.empty();
    }

    private static long distance26(int instruction) {
        return (long) (instruction << 6 >> 6) * 4;
    }

    /** Bits 4:0: the destination of most instructions. */
    static int destination(int instruction) {
        return instruction & REGISTER;
    }

    /** Bits 9:5: the base or first source of most instructions. */
    static int source(int instruction) {
        return instruction >>> 5 & REGISTER;
    }

    /** The address that ADRP or ADR at an address loads; empty for other instructions. */
    static OptionalLong address(int instruction, long at) {
        long immediate = (long) (instruction << 8 >> 13) << 2 | (instruction >>> 29 & 3);
        return switch (instruction & 0x9f00_0000) {
            case 0x9000_0000 -> OptionalLong.of((at & -4096) + (immediate << 12));
            case 0x1000_0000 -> OptionalLong.of(at + immediate);
            default -> OptionalLong.empty();
        };
    }

    /** The immediate of a 64-bit ADD without shift of a register; empty for other instructions. */
    static OptionalLong add(int instruction) {
        return (instruction & 0xffc0_0000) == 0x9100_0000
                ? OptionalLong.of(instruction >>> 10 & 0xfff)
                : OptionalLong.empty();
    }
}
