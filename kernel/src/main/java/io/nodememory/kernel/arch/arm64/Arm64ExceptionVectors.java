package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.ExceptionVectors;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.bytes.LittleEndian;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code vectors}, arch/arm64/kernel/entry.S: 16 entries of 128 bytes, to whose first VBAR_EL1 points (Arm Architecture
 * Reference Manual, D1.3 "Exceptions"). Each ends with a branch to its handler.
 */
final class Arm64ExceptionVectors implements ExceptionVectors {
    private static final int VECTORS = 16;
    private static final int VECTOR = 128;
    private static final int INSTRUCTION = 4;

    /** The origin of an exception by group of four vectors, and its kind within the group. */
    private static final List<String> ORIGINS = List.of("el1t", "el1h", "el0t 64-bit", "el0t 32-bit");

    private static final List<String> KINDS = List.of("sync", "irq", "fiq", "error");

    @Override
    public List<Table> tables(RunningKernel kernel) {
        OptionalLong vectors = kernel.findAddress("vectors");
        return vectors.isPresent() ? List.of(new Table("vectors", vectors.getAsLong())) : List.of();
    }

    @Override
    public List<Vector> vectors(RunningKernel kernel, Table table) {
        byte[] code = new byte[VECTORS * VECTOR];
        kernel.memory().read(table.address(), code, 0, code.length);
        List<Vector> vectors = new ArrayList<>();
        for (int index = 0; index < VECTORS; index++) {
            String origin = ORIGINS.get(index / KINDS.size());
            String kind = KINDS.get(index % KINDS.size());
            vectors.add(new Vector(
                    table.address() + (long) index * VECTOR,
                    index,
                    origin + " " + kind,
                    handler(code, index * VECTOR, table.address()),
                    expected(index / KINDS.size(), kind)));
        }
        return vectors;
    }

    /** The first branch (B) out of the table: the ones within it skip the check for a stack overflow. */
    private static OptionalLong handler(byte[] code, int start, long table) {
        for (int at = start; at < start + VECTOR; at += INSTRUCTION) {
            OptionalLong distance = Instructions.branch(LittleEndian.getInt(code, at));
            if (distance.isPresent()) {
                long target = at + distance.getAsLong();
                if (target < 0 || target >= code.length) {
                    return OptionalLong.of(table + target);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Since 5.13 {@code el1h_64_sync} and the like for all 16 (a5b43a87a7dc), before {@code el1_sync} and others. */
    private static List<String> expected(int group, String kind) {
        String old = group == 0 ? "el1" : group == 1 ? "el1" : "el0";
        return List.of(
                List.of("el1t_64_", "el1h_64_", "el0t_64_", "el0t_32_").get(group) + kind,
                old + "_" + kind + (group == 3 ? "_compat" : ""),
                old + "_" + kind,
                old + "_" + kind + "_invalid",
                old + "_" + kind + (group == 3 ? "_invalid_compat" : "_invalid"));
    }
}
