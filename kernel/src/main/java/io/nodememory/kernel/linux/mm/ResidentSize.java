package io.nodememory.kernel.linux.mm;

import io.nodememory.kernel.linux.PerCpu;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;

/** The resident size of a process: {@code get_mm_rss}, include/linux/mm.h. */
public final class ResidentSize {
    private static final int PAGE = 4096;
    /** MM_FILEPAGES, MM_ANONPAGES, MM_SHMEMPAGES of include/linux/mm_types_task.h; 2 counts swap entries. */
    private static final int[] COUNTERS = {0, 1, 3};

    private ResidentSize() {}

    /** The mapped RAM in bytes. */
    public static long bytes(Kernel kernel, KernelObject mm) {
        long pages = 0;
        for (int counter : COUNTERS) {
            // Sums are negative while counters are not yet folded; the kernel shows them as 0
            pages += Math.max(0, count(kernel, mm, counter));
        }
        return pages * PAGE;
    }

    private static long count(Kernel kernel, KernelObject mm, int counter) {
        if (mm.has("rss_stat.count")) {
            return mm.embedded("rss_stat").element("count", counter);
        }
        // 6.2: an array of percpu_counter
        KernelObject perCpu = mm.elementObject("rss_stat", counter);
        long sum = perCpu.number("count");
        for (long base : PerCpu.of(kernel).copies(perCpu.number("counters"))) {
            sum += (int) kernel.memory().readNumber(base, 4);
        }
        return sum;
    }
}
