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

    static boolean isCall(int instruction) {
        return call(instruction).isPresent() || (instruction & 0xffff_fc1f) == 0xd63f_0000;
    }

    /**
     * The offset from the base register of a load or store without writeback: unsigned immediate, register offset (as 0),
     * exclusive and acquiring forms (0).
     */
    static OptionalLong memoryOffset(int instruction) {
        if ((instruction & 0x3b00_0000) == 0x3900_0000) {
            int scale = instruction >>> 30;
            return OptionalLong.of((long) (instruction >>> 10 & 0xfff) << scale);
        }
        boolean register = (instruction & 0x3b20_0c00) == 0x3820_0800;
        boolean exclusive = (instruction & 0x3f00_0000) == 0x0800_0000;
        boolean atomic = (instruction & 0x3b20_0c00) == 0x3820_0000;
        return register || exclusive || atomic ? OptionalLong.of(0) : OptionalLong.empty();
    }

    /** LDR and LDAR of an X register. */
    static boolean isLoad64(int instruction) {
        return (instruction & 0xffc0_0000) == 0xf940_0000 || (instruction & 0xffff_fc00) == 0xc8df_fc00;
    }

    /** LDR, LDRSW and LDAR of a W register. */
    static boolean isLoad32(int instruction) {
        return (instruction & 0xffc0_0000) == 0xb940_0000
                || (instruction & 0xffc0_0000) == 0xb980_0000
                || (instruction & 0xffff_fc00) == 0x88df_fc00;
    }

    /** LDR of an X register with an index in steps of 8 bytes. */
    static boolean isIndexedLoad64(int instruction) {
        return (instruction & 0xffe0_1c00) == 0xf860_1800;
    }

    /** Whether bits 4:0 name a register that the instruction writes: not those of stores, branches and system instructions. */
    static boolean writesDestination(int instruction) {
        int group = instruction >>> 25 & 0xf;
        boolean memory = (group & 5) == 4;
        boolean branch = (group & 0xe) == 0xa;
        boolean load = (instruction >>> 22 & 1) == 1 || (instruction >>> 23 & 1) == 1;
        return !branch && (!memory || load);
    }
}
