package io.nodememory.kernel.arch.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Finds the addresses of variables in machine code by the instruction forms that compilers use. Its results are candidates: a
 * caller proves each of them by the variable's value.
 */
public interface CodeReferences {
    /**
     * Addresses from which the code loads, or with which it compares.
     *
     * @param start address of the code's first byte
     * @param size of the operand: 4 or 8 bytes
     */
    List<Long> loads(byte[] code, long start, int size);

    /** All addresses that the code computes, of variables that it reads, writes or passes on. */
    List<Long> addresses(byte[] code, long start);

    /** Addresses of arrays of 8-byte elements that the code indexes. */
    List<Long> tables(byte[] code, long start);

    /** How often code accesses per-CPU variables at their addresses in the kernel's image, by address. */
    Map<Long, Integer> perCpuUses(ByteBuffer code, long start);
}
