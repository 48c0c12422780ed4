package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.arch.spec.CodeReferences;
import io.nodememory.kernel.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Addresses relative to the instruction pointer. The bytes are not disassembled but searched for opcodes (Intel SDM, volume
 * 2), so that a result may be part of another instruction.
 */
final class X86CodeReferences implements CodeReferences {
    @Override
    public List<Long> loads(byte[] code, long start, int size) {
        List<Long> found = new ArrayList<>();
        for (int at = 0; at + 6 <= code.length; at++) {
            int prefix = at == 0 ? 0 : code[at - 1] & 0xff;
            boolean wide = (prefix & 0xf8) == 0x48;
            if (isOpcode(code[at] & 0xff) && isRelative(code[at + 1]) && wide == (size == 8)) {
                found.add(start + at + 6 + LittleEndian.getInt(code, at + 2));
            }
        }
        return found;
    }

    /** Loads, and LEA r64, [RIP + distance] and MOV r64, imm32. */
    @Override
    public List<Long> addresses(byte[] code, long start) {
        List<Long> found = new ArrayList<>(loads(code, start, 8));
        found.addAll(loads(code, start, 4));
        for (int at = 1; at + 6 <= code.length; at++) {
            boolean wide = (code[at - 1] & 0xf8) == 0x48;
            if (wide && code[at] == (byte) 0x8d && isRelative(code[at + 1])) {
                found.add(start + at + 6 + LittleEndian.getInt(code, at + 2));
            } else if (wide && code[at] == (byte) 0xc7 && (code[at + 1] & 0xf8) == 0xc0) {
                found.add((long) LittleEndian.getInt(code, at + 2));
            }
        }
        return found;
    }

    /** MOV or ADD of an element to a register. */
    @Override
    public List<Long> tables(byte[] code, long start) {
        List<Long> found = new ArrayList<>();
        for (int at = 1; at + 7 <= code.length; at++) {
            boolean wide = (code[at - 1] & 0xf8) == 0x48;
            boolean loads = code[at] == (byte) 0x8b || code[at] == 0x03;
            boolean indexed = (code[at + 1] & 0xc7) == 0x04 && (code[at + 2] & 0xc7) == 0xc5;
            if (wide && loads && indexed) {
                found.add((long) LittleEndian.getInt(code, at + 3));
            }
        }
        return found;
    }

    /** ADD r64, GS:[RIP + distance] (this_cpu_ptr(), arch/x86/include/asm/percpu.h). */
    @Override
    public Map<Long, Integer> perCpuUses(ByteBuffer code, long start) {
        Map<Long, Integer> uses = new HashMap<>();
        for (int at = 0; at + 8 <= code.limit(); at++) {
            if (code.get(at) == 0x65
                    && code.get(at + 1) == 0x48
                    && code.get(at + 2) == 0x03
                    && isRelative(code.get(at + 3))) {
                uses.merge(start + at + 8 + code.getInt(at + 4), 1, Integer::sum);
            }
        }
        return uses;
    }

    /** A ModR/M byte of an operand relative to the instruction pointer. */
    private static boolean isRelative(byte modrm) {
        return (modrm & 0xc7) == 0x05;
    }

    /** MOV r, r/m and CMP in both directions: 8b, 3b, 39. */
    private static boolean isOpcode(int code) {
        return code == 0x8b || code == 0x3b || code == 0x39;
    }
}
