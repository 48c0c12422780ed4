package io.nodememory.kernel.linux.code;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.open.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where {@code x64_sys_call} and {@code ia32_sys_call} jump for a number. Since 6.9 and the stable trees of that time
 * (1e3ad78334a6) they are a {@code switch}, no longer a table, which compilers make comparisons and jumps of. Those few
 * instructions are followed; others end the way with an error.
 */
public final class SyscallDispatch {
    /** A decision tree of 512 leaves is no deeper than a few dozen; a crafted one may run in circles. */
    private static final int MAX_STEPS = 2000;

    private static final int MAX_FUNCTION = 64 * 1024;

    /** The register of the second argument, in instructions: the number of the call. */
    private static final int RSI = 6;

    /**
     * Where a call of a number goes.
     *
     * @param instruction address of the jump or call that leaves the function
     * @param target where it leads to
     */
    public record Leaf(long instruction, long target) {}

    /** A call at the start, or behind ENDBR64, is one that ftrace put there. */
    private static final int FTRACE_SITE = 4;

    /** A frame on the stack (CONFIG_FRAME_POINTER) changes nothing. */
    private static final int PUSH_RBP = 0x55;

    private static final int POP_RBP = 0x5d;
    private static final short MOV_RBP_RSP = (short) 0xe589;

    private final long start;
    private final ByteBuffer code;
    private final int length;

    /** The eight old registers; null for one of unknown value. */
    private final Integer[] registers = new Integer[8];

    private int at;
    private int left;
    private int right;

    private SyscallDispatch(long start, byte[] code, int length) {
        this.start = start;
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        this.length = length;
    }

    /** The function of that name; empty where this kernel calls through a table alone. */
    public static Optional<SyscallDispatch> of(Kernel kernel, String function) {
        if (kernel.findAddress(function).isEmpty()) {
            return Optional.empty();
        }
        long start = kernel.address(function);
        int size = (int) Math.min(MAX_FUNCTION, SymbolEnd.of(kernel, start, MAX_FUNCTION) - start);
        byte[] code = new byte[size + 16];
        int length = kernel.memory().readUpTo(start, code, 0, size);
        return Optional.of(new SyscallDispatch(start, code, length));
    }

    /**
     * Follows the function for the number of a system call.
     *
     * @throws UnreadableMemoryException at an instruction that compilers do not make of such a function
     */
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
        throw unknown("the code does not come to an end there");
    }

    /** Does one instruction; returns where it leads to if that is outside of the function, with {@code at} left at it. */
    private long step() {
        int opcode = code.get(at) & 0xff;
        if (opcode == 0xf3 && code.getInt(at) == 0xfa1e0ff3) {
            // ENDBR64
            at += 4;
        } else if (opcode == 0x0f && (code.get(at + 1) & 0xff) == 0x1f) {
            // NOP: where ftrace may call from
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
            // LEA of a register and a short distance
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
            throw unknown("the instruction there is none of a switch");
        }
        return 0;
    }

    /** Whether a ModR/M byte says: compare a register. */
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
            throw unknown("the instruction there uses something else than the number of the call");
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

    /** Conditions of Jcc by their code, Intel SDM volume 1, appendix B; TEST of a number sets flags as CMP with 0 does. */
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
                    default -> throw unknown("the jump there is none of a switch");
                };
        return ((condition & 1) == 1) != result;
    }

    private UnreadableMemoryException unknown(String why) {
        return new UnreadableMemoryException(start + at, "0x%016x: %s".formatted(start + at, why));
    }

    /** Bytes of a ModR/M byte and what belongs to it: SIB and displacement. */
    private int modrmLength(int modrm) {
        int value = code.get(modrm) & 0xff;
        int mode = value >> 6;
        int sib = mode != 3 && (value & 7) == 4 ? 1 : 0;
        boolean wide = mode == 2 || (mode == 0 && (value & 7) == 5);
        return 1 + sib + (mode == 1 ? 1 : wide ? 4 : 0);
    }
}
