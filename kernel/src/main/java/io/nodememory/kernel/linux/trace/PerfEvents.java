package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.linux.PerCpu;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events of perf_event_open(2) and those that the kernel and its modules create, kernel/events/core.c. They are
 * found through the threads that opened them, the measured threads and the measured processors.
 */
public final class PerfEvents {
    private final Kernel kernel;
    private final Set<KernelObject> events = new LinkedHashSet<>();
    private final Set<Long> contexts = new LinkedHashSet<>();
    private final Damage<Long> damage = new Damage<>();

    public PerfEvents(Kernel kernel) {
        this.kernel = kernel;
        Tasks tasks = Tasks.of(kernel);
        for (KernelObject leader : tasks.processes()) {
            damage.look(leader.address(), () -> tasks.threads(leader).entries().forEach(this::thread));
        }
        damage.look(0L, this::processors);
    }

    /** Every {@code perf_event}, once. */
    public Set<KernelObject> all() {
        return events;
    }

    /** Why events may be missing, by the address of the unreadable object. */
    public Map<Long, String> damage() {
        return damage.reasons();
    }

    private void thread(KernelObject thread) {
        damage.look(thread.address(), () -> {
            add(thread.address(), thread.addressOf("perf_event_list"), "owner_entry");
            // One context for hardware counters and one for software counters; one common context since 6.2
            boolean several = thread.isArray("perf_event_ctxp");
            for (long i = 0; i < (several ? thread.count("perf_event_ctxp") : 1); i++) {
                context(several ? thread.element("perf_event_ctxp", i) : thread.number("perf_event_ctxp"));
            }
        });
    }

    private void processors() {
        if (kernel.types().has("pmu", "pmu_cpu_context")) {
            Chain units = LinkedLists.list(kernel.types(), kernel.address("pmus"), "pmu", "entry");
            units.damage().ifPresent(why -> damage.add(kernel.address("pmus"), why));
            for (KernelObject unit : units.entries()) {
                long variable = unit.number("pmu_cpu_context");
                if (variable != 0) {
                    processors(PerCpu.of(kernel).copies(variable));
                }
            }
        } else {
            processors(PerCpu.of(kernel).copies("perf_cpu_context"));
        }
    }

    private void processors(List<Long> copies) {
        long offset = kernel.types().offsetOf("perf_cpu_context", "ctx");
        copies.forEach(copy -> damage.look(copy, () -> context(copy + offset)));
    }

    private void context(long address) {
        if (address != 0 && contexts.add(address)) {
            KernelObject context = kernel.object("perf_event_context", address);
            add(address, context.addressOf("event_list"), "event_entry");
        }
    }

    private void add(long address, long head, String member) {
        Chain chain = LinkedLists.list(kernel.types(), head, "perf_event", member);
        chain.damage().ifPresent(why -> damage.add(address, why));
        events.addAll(chain.entries());
    }
}
