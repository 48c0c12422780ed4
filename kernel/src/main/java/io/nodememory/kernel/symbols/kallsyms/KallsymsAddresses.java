package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of kallsyms in any of their forms. The table is sorted, and only the correct form decodes it in ascending order;
 * this decides the form, not the kernel's version.
 */
sealed interface KallsymsAddresses {
    /** The address of the symbol with a number. */
    long get(ByteBuffer memory, int number);

    /** {@code kallsyms_addresses}: whole addresses (before 6.11, without CONFIG_KALLSYMS_BASE_RELATIVE). */
    record Absolute(int at) implements KallsymsAddresses {
        @Override
        public long get(ByteBuffer memory, int number) {
            return memory.getLong(at + number * 8);
        }
    }

    /** Unsigned offsets from {@code kallsyms_relative_base} (6.15 to 6.19 on x86-64). */
    record Relative(int at, long base) implements KallsymsAddresses {
        @Override
        public long get(ByteBuffer memory, int number) {
            return base + Integer.toUnsignedLong(memory.getInt(at + number * 4));
        }
    }

    /**
     * CONFIG_KALLSYMS_ABSOLUTE_PERCPU (before 6.15 on x86-64 with SMP): a number that is not negative is the address of a per-CPU
     * variable; a negative number is an offset from the base.
     */
    record AbsolutePerCpu(int at, long base) implements KallsymsAddresses {
        @Override
        public long get(ByteBuffer memory, int number) {
            int offset = memory.getInt(at + number * 4);
            return offset >= 0 ? offset : base - 1 - offset;
        }
    }

    /** Signed offsets from the place of each offset; the table is at the address {@code here} (7.0). */
    record SelfRelative(int at, long here) implements KallsymsAddresses {
        @Override
        public long get(ByteBuffer memory, int number) {
            return here + number * 4L + memory.getInt(at + number * 4);
        }
    }

    /**
     * Finds the addresses beside the names: before {@code kallsyms_num_syms} up to 6.3, after the token index since then.
     *
     * @param start the virtual address at which {@code memory} starts
     */
    static Optional<KallsymsAddresses> beside(ByteBuffer memory, long start, KallsymsNames names, TokenTable tokens) {
        int count = names.count();
        List<KallsymsAddresses> candidates = new ArrayList<>();
        int after = TokenTable.align(tokens.end(), 8);
        relative(memory, start, candidates, after, TokenTable.align(after + count * 4, 8));
        int baseAt = names.countAt() - 8;
        relative(memory, start, candidates, TokenTable.align(baseAt - count * 4 - 7, 8), baseAt);
        candidates.add(new Absolute(after));
        candidates.add(new Absolute(names.countAt() - count * 8));
        int packed = TokenTable.align(tokens.end(), 4);
        candidates.add(new SelfRelative(packed, start + packed));
        return candidates.stream()
                .filter(candidate -> sorted(candidate, memory, start, count))
                .findFirst();
    }

    private static void relative(
            ByteBuffer memory, long start, List<KallsymsAddresses> candidates, int at, int baseAt) {
        if (at >= 0 && baseAt >= 0 && baseAt + 8 <= memory.limit()) {
            long base = memory.getLong(baseAt);
            // The base is the lowest address in the table, which is of the image that holds the table.
            if (isNear(base, start)) {
                candidates.add(new Relative(at, base));
                candidates.add(new AbsolutePerCpu(at, base));
            }
        }
    }

    private static boolean sorted(KallsymsAddresses candidate, ByteBuffer memory, long start, int count) {
        int width = candidate instanceof Absolute ? 8 : 4;
        int at = candidate.at();
        if (at < 0 || (long) at + (long) count * width > memory.limit()) {
            return false;
        }
        long previous = 0;
        for (int i = 0; i < count; i++) {
            long address = candidate.get(memory, i);
            if (Long.compareUnsigned(address, previous) < 0) {
                return false;
            }
            previous = address;
        }
        // Equal values are sorted too, and zeros are common, so the addresses must differ and lie near the kernel.
        return isNear(previous, start) && previous != candidate.get(memory, 0);
    }

    /** Whether an address can belong to the kernel's image, which is smaller than 2 GiB. */
    private static boolean isNear(long address, long start) {
        return address < 0 && Math.abs(address - start) < 1L << 31;
    }

    /** The position of the table in the searched memory. */
    int at();
}
