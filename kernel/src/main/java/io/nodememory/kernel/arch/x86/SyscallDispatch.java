package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.SyscallSwitch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds where {@code x64_sys_call} and {@code ia32_sys_call} jump for a system call number.
 *
 * <p>Since 6.9 and the stable trees of that time (1e3ad78334a6) these functions are a {@code switch} and no table.
 * Compilers translate it into comparisons and jumps. This class follows those few instructions and fails at any other.
 */
final class SyscallDispatch implements SyscallSwitch {
    /** A limit for crafted code that runs in circles; a decision tree of 512 leaves is a few dozen steps deep. */
    private static final int MAX_STEPS = 2000;

    private static final int LONGEST_INSTRUCTION = 16;

    /** The number of the register that holds the second argument, the system call number. */
    private static final int RSI = 6;

    /** The last offset at which a call belongs to ftrace: at the start of the function or behind ENDBR64. */
    private static final int FTRACE_SITE = 4;

    /** Instructions of a stack frame (CONFIG_FRAME_POINTER), which have no effect on the target. */
    private static final int PUSH_RBP = 0x55;

    private static final int POP_RBP = 0x5d;
    private static final short MOV_RBP_RSP = (short) 0xe589;

    private final long start;
    private final ByteBuffer code;
    private final int length;

    /** The eight legacy registers; null for an unknown value. */
    private final Integer[] registers = new Integer[8];

    private int at;
    private int left;
    private int right;

    private SyscallDispatch(long start, byte[] code, int length) {
        this.start = start;
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        this.length = length;
    }

    /** @param size bytes of the function */
    static SyscallDispatch of(AddressSpace memory, long start, int size) {
        // Instructions are read whole, also the last one.
        byte[] code = new byte[size + LONGEST_INSTRUCTION];
        return new SyscallDispatch(start, code, memory.readUpTo(start, code, 0, size));
    }

    @Override
    public Leaf follow(int call) {
        at = 0;
        Arrays.fill(registers, null);
        registers[RSI] = call;
        Set<Integer> seen = new HashSet<>();
        for (int step = 0; step < MAX_STEPS && at < length && seen.add(at); step++) {
            long left = step();
            if (left != 0) {
                return new Leaf(start + at, left);
            }
        }
        throw unknown("the dispatch code does not end here");
    }

    /**
     * Executes one instruction. Returns the target and leaves {@code at} unchanged if the instruction leaves the
     * function; 0 otherwise.
     */
    private long step() {
        int opcode = code.get(at) & 0xff;
        if (opcode == 0xf3 && code.getInt(at) == 0xfa1e0ff3) {
            // ENDBR64
            at += 4;
        } else if (opcode == 0x0f && (code.get(at + 1) & 0xff) == 0x1f) {
            // NOP: an ftrace call site
            at += 2 + modrmLength(at + 2);
        } else if (opcode == 0x66 && code.getShort(at + 1) == 0x1f0f) {
            at += 3 + modrmLength(at + 3);
        } else if (opcode == 0x90 || opcode == PUSH_RBP || opcode == POP_RBP) {
            at++;
        } else if (opcode == 0x48 && code.getShort(at + 1) == MOV_RBP_RSP) {
            at += 3;
        } else if (opcode == 0x66 && code.get(at + 1) == (byte) 0x90) {
            at += 2;
        } else if (opcode == 0x3d) {
            compare(0, code.getInt(at + 1), 5);
        } else if (opcode == 0x81 && isCompare(at + 1)) {
            compare(code.get(at + 1) & 7, code.getInt(at + 2), 6);
        } else if (opcode == 0x83 && isCompare(at + 1)) {
            compare(code.get(at + 1) & 7, code.get(at + 2), 3);
        } else if (opcode == 0x85 && isSameRegister(at + 1)) {
            compare(code.get(at + 1) & 7, 0, 2);
        } else if (opcode == 0x83 && isSubtraction(at + 1)) {
            int register = code.get(at + 1) & 7;
            int value = code.get(at + 2);
            compare(register, value, 3);
            registers[register] = left - value;
        } else if (opcode == 0x8d && (code.get(at + 1) & 0xc0) == 0x40 && (code.get(at + 1) & 7) != 4) {
            // LEA with a register and an 8-bit displacement
            registers[code.get(at + 1) >> 3 & 7] = known(code.get(at + 1) & 7) + code.get(at + 2);
            at += 3;
        } else if (opcode == 0x89 && (code.get(at + 1) & 0xc0) == 0xc0) {
            move(code.get(at + 1) >> 3 & 7, code.get(at + 1) & 7);
        } else if (opcode >= 0x70 && opcode <= 0x7f) {
            return jump(at + 2, holds(opcode & 0xf), code.get(at + 1));
        } else if (opcode == 0x0f && (code.get(at + 1) & 0xf0) == 0x80) {
            return jump(at + 6, holds(code.get(at + 1) & 0xf), code.getInt(at + 2));
        } else if (opcode == 0xeb) {
            return jump(at + 2, true, code.get(at + 1));
        } else if (opcode == 0xe8 && at <= FTRACE_SITE) {
            at += 5;
        } else if (opcode == 0xe9 || opcode == 0xe8) {
            return jump(at + 5, true, code.getInt(at + 1));
        } else {
            throw unknown("this instruction does not belong to a switch over system call numbers");
        }
        return 0;
    }

    /** Returns whether a ModR/M byte encodes a comparison of a register. */
    private boolean isCompare(int modrm) {
        return (code.get(modrm) & 0xf8) == 0xf8;
    }

    private boolean isSameRegister(int modrm) {
        int value = code.get(modrm) & 0xff;
        return value >= 0xc0 && (value >> 3 & 7) == (value & 7);
    }

    private boolean isSubtraction(int modrm) {
        return (code.get(modrm) & 0xf8) == 0xe8;
    }

    private int known(int register) {
        if (registers[register] == null) {
            throw unknown("this instruction uses a value other than the system call number");
        }
        return registers[register];
    }

    private void compare(int register, int value, int size) {
        left = known(register);
        right = value;
        at += size;
    }

    private void move(int from, int to) {
        registers[to] = registers[from];
        at += 2;
    }

    private long jump(int next, boolean taken, int distance) {
        if (!taken) {
            at = next;
            return 0;
        }
        int target = next + distance;
        if (target < 0 || target >= length) {
            return start + target;
        }
        at = target;
        return 0;
    }

    /**
     * Conditions of Jcc by their code, Intel SDM volume 1, appendix B. TEST of a register with itself sets the flags as
     * CMP with 0 does.
     */
    private boolean holds(int condition) {
        boolean below = Integer.compareUnsigned(left, right) < 0;
        boolean equal = left == right;
        boolean result =
                switch (condition >> 1) {
                    case 1 -> below;
                    case 2 -> equal;
                    case 3 -> below || equal;
                    case 4 -> left - right < 0;
                    case 6 -> left < right;
                    case 7 -> left <= right;
                    default -> throw unknown("this jump does not belong to a switch over system call numbers");
                };
        return ((condition & 1) == 1) != result;
    }

    private UnreadableMemoryException unknown(String why) {
        return new UnreadableMemoryException(start + at, "0x%016x: %s".formatted(start + at, why));
    }

    /** Returns the length of a ModR/M byte with its SIB byte and displacement. */
    private int modrmLength(int modrm) {
        int value = code.get(modrm) & 0xff;
        int mode = value >> 6;
        int sib = mode != 3 && (value & 7) == 4 ? 1 : 0;
        boolean wide = mode == 2 || (mode == 0 && (value & 7) == 5);
        return 1 + sib + (mode == 1 ? 1 : wide ? 4 : 0);
    }
}
