package io.nodememory.kernel.linux;

import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Per-CPU variables: a template address and one offset for each possible CPU, mm/percpu.c. */
public final class PerCpu {
    /** {@code NR_CPUS} of the largest distribution kernels. */
    private static final int MAX_CPUS = 8192;

    private final Kernel kernel;
    private final List<Long> offsets = new ArrayList<>();

    private PerCpu(Kernel kernel) {
        this.kernel = kernel;
        long table = kernel.address("__per_cpu_offset");
        long count = Math.min(kernel.memory().readNumber(kernel.address("nr_cpu_ids"), 4), MAX_CPUS);
        for (int cpu = 0; cpu < count; cpu++) {
            offsets.add(kernel.memory().readPointer(table + 8L * cpu));
        }
    }

    public static PerCpu of(Kernel kernel) {
        return kernel.shared(PerCpu.class, PerCpu::new);
    }

    /** The addresses of the copies for each possible CPU of the variable with this per-CPU address. */
    public List<Long> copies(long variable) {
        return offsets.stream().map(offset -> offset + variable).toList();
    }

    /**
     * The addresses of the copies for each possible CPU of the variable {@code symbol}. Up to 6.14 per-CPU variables
     * are linked at zero and KASLR does not move them; since then they have addresses in the kernel's image.
     */
    public List<Long> copies(String symbol) {
        long place = kernel.address(symbol);
        long linked = place - kernel.shift();
        return copies(linked >= 0 ? linked : place);
    }

    /** The number of possible CPUs. */
    public int cpus() {
        return offsets.size();
    }
}
