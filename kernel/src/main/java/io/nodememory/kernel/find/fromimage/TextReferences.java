package io.nodememory.kernel.find.fromimage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Addresses that a function's instructions load from or compare with, relative to the instruction pointer. The bytes are not
 * disassembled but searched for the forms that compilers use, so that what is found is a candidate and no more.
 */
final class TextReferences {
    /** The functions that are looked at are small. */
    private static final int MAX_FUNCTION = 2048;

    private TextReferences() {}

    /** @param size of the operand: 4 or 8 bytes */
    static List<Long> of(GlobalSearch search, String function, int size) {
        byte[] code = code(search, function);
        long start = search.address(function).orElse(0);
        List<Long> found = new ArrayList<>();
        for (int at = 0; at + 6 <= code.length; at++) {
            int prefix = at == 0 ? 0 : code[at - 1] & 0xff;
            boolean wide = (prefix & 0xf8) == 0x48;
            if (isOpcode(code[at] & 0xff) && (code[at + 1] & 0xc7) == 0x05 && wide == (size == 8)) {
                long target = start + at + 6 + number(code, at + 2);
                if (search.inImage(target)) {
                    found.add(target);
                }
            }
        }
        return found;
    }

    /** Addresses of arrays of 8-byte elements that a function indexes: MOV or ADD of an element to a register. */
    static List<Long> tables(GlobalSearch search, String function) {
        byte[] code = code(search, function);
        List<Long> found = new ArrayList<>();
        for (int at = 1; at + 7 <= code.length; at++) {
            boolean wide = (code[at - 1] & 0xf8) == 0x48;
            boolean loads = code[at] == (byte) 0x8b || code[at] == 0x03;
            boolean indexed = (code[at + 1] & 0xc7) == 0x04 && (code[at + 2] & 0xc7) == 0xc5;
            long target = number(code, at + 3);
            if (wide && loads && indexed && search.inImage(target)) {
                found.add(target);
            }
        }
        return found;
    }

    /**
     * The per-CPU variable that the kernel's text adds to addresses most often, which is the offset itself: ADD r64,
     * GS:[RIP + distance] (this_cpu_ptr(), arch/x86/include/asm/percpu.h).
     */
    static OptionalLong mostUsedPerCpu(GlobalSearch search) {
        Map<Long, Integer> uses = new HashMap<>();
        for (KernelRegion region : search.kernel().regions()) {
            byte[] pattern = {0x65, 0x48, 0x03};
            ByteBuffer content = region.content();
            for (int at = KernelIdentity.find(content, pattern, 0);
                    at >= 0 && at + 8 <= content.limit();
                    at = KernelIdentity.find(content, pattern, at + 1)) {
                if ((content.get(at + 3) & 0xc7) == 0x05) {
                    uses.merge(region.start() + at + 8 + content.getInt(at + 4), 1, Integer::sum);
                }
            }
        }
        return uses.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> OptionalLong.of(most.getKey()))
                .orElse(OptionalLong.empty());
    }

    private static byte[] code(GlobalSearch search, String function) {
        OptionalLong start = search.address(function);
        if (start.isEmpty()) {
            return new byte[0];
        }
        int length = (int) Math.min(MAX_FUNCTION, search.end(start.getAsLong()) - start.getAsLong());
        byte[] code = new byte[length];
        return Arrays.copyOf(code, search.memory().readUpTo(start.getAsLong(), code, 0, length));
    }

    private static int number(byte[] code, int at) {
        return (code[at] & 0xff) | (code[at + 1] & 0xff) << 8 | (code[at + 2] & 0xff) << 16 | code[at + 3] << 24;
    }

    /** MOV r, r/m and CMP in both directions (Intel SDM, volume 2): 8b, 3b, 39. */
    private static boolean isOpcode(int code) {
        return code == 0x8b || code == 0x3b || code == 0x39;
    }
}
