package io.nodememory.kernel.arch.arm64;

import java.util.OptionalLong;

/** The few instructions of A64 that are decoded (Arm Architecture Reference Manual, C4 "A64 Instruction Set Encoding"). */
final class Instructions {
    private static final int REGISTER = 0x1f;

    private Instructions() {}

    /** The distance of B in bytes. */
    static OptionalLong branch(int instruction) {
        return (instruction & 0xfc00_0000) == 0x1400_0000
                ? OptionalLong.of(distance26(instruction))
                : OptionalLong.empty();
    }

    /** The distance of BL in bytes. */
    static OptionalLong call(int instruction) {
        return (instruction & 0xfc00_0000) == 0x9400_0000
                ? OptionalLong.of(distance26(instruction))
                : OptionalLong.empty();
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

    /** BRK. */
    static boolean isBreakpoint(int instruction) {
        return (instruction & 0xffe0_001f) == 0xd420_0000;
    }

    /** BR, BLR and RET, with and without authentication. */
    static boolean isIndirectBranch(int instruction) {
        return (instruction & 0xfe00_0000) == 0xd600_0000;
    }

    /** Where a branch leads, or the address that ADRP or ADR loads. */
    static OptionalLong target(int instruction, long at) {
        OptionalLong address = address(instruction, at);
        if (address.isPresent()) {
            return address;
        }
        OptionalLong distance = branch(instruction);
        distance = distance.isPresent() ? distance : call(instruction);
        distance = distance.isPresent() ? distance : conditional(instruction);
        return distance.isPresent() ? OptionalLong.of(at + distance.getAsLong()) : distance;
    }

    /** The distance of B.cond, CBZ, CBNZ, TBZ and TBNZ in bytes. */
    private static OptionalLong conditional(int instruction) {
        boolean compares = (instruction & 0xff00_0010) == 0x5400_0000 || (instruction & 0x7e00_0000) == 0x3400_0000;
        boolean tests = (instruction & 0x7e00_0000) == 0x3600_0000;
        if (compares) {
            return OptionalLong.of((long) (instruction << 8 >> 13) * 4);
        }
        return tests ? OptionalLong.of((long) (instruction << 13 >> 18) * 4) : OptionalLong.empty();
    }

    /** Whether two instructions differ at most in the bits of a distance. */
    static boolean isSameButDistance(int one, int other) {
        int distance;
        if ((one & 0x7c00_0000) == 0x1400_0000) {
            distance = 0x03ff_ffff;
        } else if ((one & 0x1f00_0000) == 0x1000_0000) {
            distance = 0x60ff_ffe0;
        } else if ((one & 0x7e00_0000) == 0x3600_0000) {
            distance = 0x0007_ffe0;
        } else {
            distance = 0x00ff_ffe0;
        }
        return (one & ~distance) == (other & ~distance);
    }

    /** Whether two instructions are the same MOVZ, MOVK or shift but for the immediate. */
    static boolean isSameButImmediate(int one, int other) {
        boolean move = (one & 0x7f80_0000) == 0x5280_0000 || (one & 0x7f80_0000) == 0x7280_0000;
        boolean shift = (one & 0x7f80_0000) == 0x5300_0000;
        int immediate = move ? 0x001f_ffe0 : shift ? 0x003f_fc00 : 0;
        return (one & ~immediate) == (other & ~immediate);
    }
}
