package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.CodeReferences;
import io.nodememory.kernel.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Addresses that code computes by ADRP, ADR and ADD. The code is followed in the order of its addresses: compilers rarely
 * carry an address across a branch in a register that they write in between.
 */
final class Arm64CodeReferences implements CodeReferences {
    private static final int INSTRUCTION = 4;
    private static final int REGISTERS = 32;

    private interface Use {
        /** Takes an instruction with the address in its base register plus its immediate. */
        void of(int instruction, long address);
    }

    @Override
    public List<Long> loads(byte[] code, long start, int size) {
        List<Long> found = new ArrayList<>();
        IntPredicate wanted = size == 8 ? Instructions::isLoad64 : Instructions::isLoad32;
        follow(code, start, (instruction, address) -> {
            if (wanted.test(instruction)) {
                found.add(address);
            }
        });
        return found;
    }

    @Override
    public List<Long> addresses(byte[] code, long start) {
        List<Long> found = new ArrayList<>();
        follow(code, start, (instruction, address) -> found.add(address));
        return found;
    }

    @Override
    public List<Long> tables(byte[] code, long start) {
        List<Long> found = new ArrayList<>();
        follow(code, start, (instruction, address) -> {
            if (Instructions.isIndexedLoad64(instruction)) {
                found.add(address);
            }
        });
        return found;
    }

    /** The offset of per-CPU variables is in a system register, TPIDR_EL1 or TPIDR_EL2, in no variable. */
    @Override
    public Map<Long, Integer> perCpuUses(ByteBuffer code, long start) {
        return Map.of();
    }

    private static void follow(byte[] code, long start, Use use) {
        OptionalLong[] registers = new OptionalLong[REGISTERS];
        java.util.Arrays.fill(registers, OptionalLong.empty());
        for (int at = 0; at + INSTRUCTION <= code.length; at += INSTRUCTION) {
            int instruction = LittleEndian.getInt(code, at);
            int target = Instructions.destination(instruction);
            OptionalLong base = registers[Instructions.source(instruction)];
            OptionalLong address = Instructions.address(instruction, start + at);
            OptionalLong sum = Instructions.add(instruction);
            if (address.isPresent()) {
                registers[target] = address;
            } else if (sum.isPresent()) {
                registers[target] =
                        base.isPresent() ? OptionalLong.of(base.getAsLong() + sum.getAsLong()) : OptionalLong.empty();
                registers[target].ifPresent(known -> use.of(instruction, known));
            } else {
                OptionalLong offset = Instructions.memoryOffset(instruction);
                if (offset.isPresent() && base.isPresent()) {
                    use.of(instruction, base.getAsLong() + offset.getAsLong());
                }
                if (Instructions.isCall(instruction)) {
                    forget(registers);
                } else if (Instructions.writesDestination(instruction)) {
                    registers[target] = OptionalLong.empty();
                }
            }
        }
    }

    /** A call may change the registers x0 to x18 (Procedure Call Standard, 6.1.1). */
    private static void forget(OptionalLong[] registers) {
        for (int register = 0; register <= 18; register++) {
            registers[register] = OptionalLong.empty();
        }
    }
}
