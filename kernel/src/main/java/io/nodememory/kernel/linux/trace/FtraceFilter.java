package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions for which an {@code ftrace_ops} is called, from all buckets of its {@code filter_hash}.
 *
 * @param all whether it is called for every function, which is the meaning of an empty filter
 * @param functions the names of the functions in ascending order, {@value #MAX_NAMES} at most
 * @param count the number of functions
 */
public record FtraceFilter(boolean all, List<String> functions, long count, Optional<String> damage) {
    static final int MAX_NAMES = 1000;

    /** {@code FTRACE_HASH_MAX_BITS} is 12. */
    private static final long MAX_BITS = 16;

    /** Reads the filter of an {@code ftrace_ops}. */
    public static FtraceFilter of(Kernel kernel, KernelObject operations) {
        Optional<KernelObject> hash = operations.follow("func_hash").flatMap(pair -> pair.follow("filter_hash"));
        if (hash.isEmpty() || hash.get().number("count") == 0) {
            return new FtraceFilter(true, List.of(), 0, Optional.empty());
        }
        long bits = hash.get().number("size_bits");
        if (bits < 0 || bits > MAX_BITS) {
            return new FtraceFilter(
                    false,
                    List.of(),
                    hash.get().number("count"),
                    Optional.of("a hash of 2^%d buckets exceeds the kernel's maximum".formatted(bits)));
        }
        long buckets = hash.get().number("buckets");
        List<Long> places = new ArrayList<>();
        String damage = null;
        for (long i = 0; i < 1L << bits; i++) {
            Chain bucket = LinkedLists.hlist(kernel.types(), buckets + 8 * i, "ftrace_func_entry", "hlist");
            damage = bucket.damage().orElse(damage);
            bucket.entries().forEach(entry -> places.add(entry.number("ip")));
        }
        List<String> names = places.stream()
                .sorted(Long::compareUnsigned)
                .limit(MAX_NAMES)
                .map(place -> name(kernel, place))
                .sorted()
                .toList();
        return new FtraceFilter(false, names, places.size(), Optional.ofNullable(damage));
    }

    /** The call site is at the start of the function or behind its first instruction. */
    private static String name(Kernel kernel, long place) {
        String symbol = CodeOwners.of(kernel).find(place).symbol();
        if (symbol == null) {
            return "0x%016x".formatted(place);
        }
        int distance = symbol.indexOf("+0x");
        return distance < 0 ? symbol : symbol.substring(0, distance);
    }
}
