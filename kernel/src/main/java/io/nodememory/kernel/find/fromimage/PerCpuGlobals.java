package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.image.MemoryImage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Per-CPU variables, whose places BTF has (pahole 1.18 on), and {@code __per_cpu_offset}: an array of which each element,
 * added to the place of the per-CPU variable {@code this_cpu_off}, leads to that element itself. Where BTF has no variables,
 * the array is the one that functions index, of offsets first and of the same value, an address of the kernel's image, for
 * all CPUs that are not there (arch/x86/kernel/setup_percpu.c).
 */
final class PerCpuGlobals {
    private static final String OWN_OFFSET = "this_cpu_off";

    /** Functions that add up over all CPUs. */
    private static final List<String> USERS =
            List.of("nr_iowait", "nr_running", "nr_context_switches", "all_vm_events");

    /** __START_KERNEL_map of x86-64. */
    private static final long BELOW_KERNEL = 0xffff_ffff_8000_0000L;

    private PerCpuGlobals() {}

    static void find(GlobalSearch search) {
        Map<String, Long> places = search.btf().perCpuOffsets();
        Long place = places.get(OWN_OFFSET);
        long start = 0;
        OptionalLong own = place == null ? OptionalLong.empty() : OptionalLong.of(place);
        OptionalLong table = own.isPresent() ? bySelfReference(search, own.getAsLong()) : byUse(search);
        if (table.isEmpty()) {
            // Since 6.15 per-CPU variables have addresses of the kernel's image.
            own = mostUsed(search);
            table = own.isPresent() ? bySelfReference(search, own.getAsLong()) : table;
            start = own.isPresent() && place != null ? own.getAsLong() - place : 0;
        }
        if (table.isEmpty()) {
            Optional<RunQueues> queues = RunQueues.find(search, candidates(search));
            table = queues.map(found -> OptionalLong.of(found.table())).orElse(table);
            start = queues.map(RunQueues::start).orElse(start);
            search.countedCpus(queues.map(RunQueues::cpus).orElse(0));
        }
        if (table.isPresent()) {
            search.found("__per_cpu_offset", table.getAsLong());
            for (Map.Entry<String, Long> variable : places.entrySet()) {
                search.foundOutside(variable.getKey(), start + variable.getValue());
            }
        }
    }

    private static OptionalLong bySelfReference(GlobalSearch search, long own) {
        for (KernelRegion region : search.kernel().regions()) {
            ByteBuffer content = region.content();
            for (int at = 0; at + 8 <= content.limit(); at += 8) {
                if (leadsToItself(search, content.getLong(at), own)) {
                    return OptionalLong.of(region.start() + at);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong byUse(GlobalSearch search) {
        return candidates(search).stream()
                .mapToLong(Long::longValue)
                .filter(table -> {
                    int cpus = count(search, table);
                    OptionalLong absent = search.number(table + cpus * 8L);
                    return cpus > 0
                            && absent.isPresent()
                            && search.inImage(absent.getAsLong())
                            && absent.equals(search.number(table + (cpus + 1) * 8L));
                })
                .findFirst();
    }

    private static List<Long> candidates(GlobalSearch search) {
        return USERS.stream()
                .flatMap(function -> search.tables(function).stream())
                .toList();
    }

    /** The per-CPU variable that the kernel's text adds to addresses most often, which is the offset itself. */
    private static OptionalLong mostUsed(GlobalSearch search) {
        Map<Long, Integer> uses = new HashMap<>();
        for (KernelRegion region : search.kernel().regions()) {
            search.references()
                    .perCpuUses(region.content(), region.start())
                    .forEach((address, count) -> uses.merge(address, count, Integer::sum));
        }
        return uses.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> OptionalLong.of(most.getKey()))
                .orElse(OptionalLong.empty());
    }

    /** Per-CPU memory lies in the direct map or the vmalloc area: below the kernel, in the upper half. */
    private static boolean isOffset(long value) {
        return value < BELOW_KERNEL && value % MemoryImage.PAGE_SIZE == 0;
    }

    private static boolean leadsToItself(GlobalSearch search, long value, long own) {
        return isOffset(value) && search.pointer(value + own).equals(OptionalLong.of(value));
    }

    /** The number of CPUs: how many offsets {@code __per_cpu_offset} has; 0 where it was not found. */
    static int cpus(GlobalSearch search) {
        OptionalLong table = search.address("__per_cpu_offset");
        if (search.countedCpus() > 0) {
            return search.countedCpus();
        }
        return table.isPresent() ? count(search, table.getAsLong()) : 0;
    }

    private static int count(GlobalSearch search, long table) {
        OptionalLong own = search.address(OWN_OFFSET);
        int cpus = 0;
        while (true) {
            long value = search.number(table + cpus * 8L).orElse(0);
            boolean present = own.isPresent()
                    ? leadsToItself(search, value, own.getAsLong())
                    : isOffset(value) && search.memory().translate(value).isPresent();
            if (!present) {
                return cpus;
            }
            cpus++;
        }
    }
}
