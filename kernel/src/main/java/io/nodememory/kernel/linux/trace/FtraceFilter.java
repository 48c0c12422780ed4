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
 * For which functions an {@code ftrace_ops} is called: its {@code filter_hash}, all buckets of it.
 *
 * @param all whether it is called for every function, which an empty filter means
 * @param functions their names in ascending order, {@value #MAX_NAMES} at most
 * @param count how many there are
 */
public record FtraceFilter(boolean all, List<String> functions, long count, Optional<String> damage) {
    static final int MAX_NAMES = 1000;

    /** {@code FTRACE_HASH_MAX_BITS} is 12. */
    private static final long MAX_BITS = 16;

    /** The filter of an {@code ftrace_ops}. */
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
                    Optional.of("2^%d buckets are more than there can be".formatted(bits)));
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

    /** The place of the call is at the function's start or behind its first instruction. */
    private static String name(Kernel kernel, long place) {
        String symbol = CodeOwners.of(kernel).find(place).symbol();
        if (symbol == null) {
            return "0x%016x".formatted(place);
        }
        int distance = symbol.indexOf("+0x");
        return distance < 0 ? symbol : symbol.substring(0, distance);
    }
}
