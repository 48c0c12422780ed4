package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.object.KernelObject;
import java.util.List;
import java.util.Optional;

/**
 * {@code __per_cpu_offset} of architectures whose per-CPU variables have addresses of the kernel's image: the array that
 * leads, with an unknown start of those addresses, to the run queue of each CPU. The start is a multiple of a page
 * (PERCPU_SECTION in include/asm-generic/vmlinux.lds.h).
 *
 * @param table address of {@code __per_cpu_offset}
 * @param start of the per-CPU variables in the kernel's image: {@code __per_cpu_start}
 * @param cpus number of CPUs
 */
record RunQueues(long table, long start, int cpus) {
    /** CONFIG_NR_CPUS of the largest distribution kernels. */
    private static final int MOST_CPUS = 8192;

    /** The first match of the tables, which functions index. */
    static Optional<RunQueues> find(GlobalSearch search, List<Long> tables) {
        Long offset = search.btf().perCpuOffsets().get("runqueues");
        List<KernelRegion> regions = search.kernel().regions();
        if (offset == null || regions.isEmpty()) {
            return Optional.empty();
        }
        long first = regions.get(0).start();
        long end = regions.get(regions.size() - 1).end();
        for (long table : tables) {
            long unit = search.number(table).orElse(0);
            for (long start = first; start < end; start += MemoryImage.PAGE_SIZE) {
                if (isQueue(search, unit + start + offset, 0)) {
                    int cpus = 1;
                    while (cpus < MOST_CPUS
                            && isQueue(search, search.number(table + cpus * 8L).orElse(0) + start + offset, cpus)) {
                        cpus++;
                    }
                    return Optional.of(new RunQueues(table, start, cpus));
                }
            }
        }
        return Optional.empty();
    }

    /** A run queue ({@code struct rq}) has the number of its CPU and leads to that CPU's idle task. */
    private static boolean isQueue(GlobalSearch search, long address, int cpu) {
        try {
            KernelObject queue = search.types().object("rq", address);
            return queue.number("cpu") == cpu
                    && queue.follow("idle")
                            .filter(task -> task.text("comm").equals("swapper/" + cpu))
                            .isPresent();
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }
}
