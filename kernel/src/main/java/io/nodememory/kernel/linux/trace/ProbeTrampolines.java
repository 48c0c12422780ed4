package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The trampolines that probed instructions of a process call: {@code tramp_mapping}, arch/x86/kernel/uprobes.c, since
 * 6.18.
 */
public final class ProbeTrampolines {
    /** The name in {@code /proc/PID/maps}. */
    public static final String NAME = "[uprobes-trampoline]";

    private final Kernel kernel;

    /** Start addresses of the trampolines in a process, by the address of its {@code mm_struct}. */
    private final Map<Long, Set<Long>> known = new HashMap<>();

    private ProbeTrampolines(Kernel kernel) {
        this.kernel = kernel;
    }

    public static ProbeTrampolines of(Kernel kernel) {
        return kernel.shared(ProbeTrampolines.class, ProbeTrampolines::new);
    }

    /**
     * Returns whether the kernel may have written a call to this address of a process.
     *
     * <p>It may if a trampoline starts there. It also may if nothing is mapped there and another process has a
     * trampoline there: up to 7.1 fork(2) copied the calls but not the trampolines ({@code VM_DONTCOPY}).
     */
    public boolean begins(KernelObject mm, long address) {
        return in(mm).contains(address) || (!isMapped(mm, address) && isAnothers(address));
    }

    private Set<Long> in(KernelObject mm) {
        return known.computeIfAbsent(mm.address(), key -> {
            Set<Long> starts = new HashSet<>();
            for (KernelObject area : MemoryMaps.areas(kernel.types(), mm).entries()) {
                if (area.number("vm_file") == 0
                        && MemoryMaps.pseudoName(mm, area).filter(NAME::equals).isPresent()) {
                    starts.add(area.number("vm_start"));
                }
            }
            return starts;
        });
    }

    private boolean isMapped(KernelObject mm, long address) {
        return MemoryMaps.areas(kernel.types(), mm).entries().stream()
                .anyMatch(area -> area.number("vm_start") <= address && address < area.number("vm_end"));
    }

    private boolean isAnothers(long address) {
        return Tasks.of(kernel).processes().stream().anyMatch(task -> {
            try {
                return task.follow("mm").filter(mm -> in(mm).contains(address)).isPresent();
            } catch (UnreadableMemoryException e) {
                // The table memory_maps reports the unreadable object
                return false;
            }
        });
    }
}
