package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Optional;

/** Names what a {@code perf_event} counts, in the notation of perf-list(1). */
public final class PerfEventNames {
    /**
     * {@code enum perf_type_id}, include/uapi/linux/perf_event.h. Higher numbers are assigned to units at their
     * registration.
     */
    private static final int HARDWARE = 0;

    private static final int SOFTWARE = 1;
    private static final int TRACEPOINT = 2;
    public static final int BREAKPOINT = 5;

    /** {@code enum perf_hw_id}. */
    private static final String[] HARDWARE_EVENTS = {
        "cpu-cycles",
        "instructions",
        "cache-references",
        "cache-misses",
        "branch-instructions",
        "branch-misses",
        "bus-cycles",
        "stalled-cycles-frontend",
        "stalled-cycles-backend",
        "ref-cycles"
    };

    /** {@code enum perf_sw_ids}. */
    private static final String[] SOFTWARE_EVENTS = {
        "cpu-clock",
        "task-clock",
        "page-faults",
        "context-switches",
        "cpu-migrations",
        "minor-faults",
        "major-faults",
        "alignment-faults",
        "emulation-faults",
        "dummy",
        "bpf-output",
        "cgroup-switches"
    };

    /** {@code HW_BREAKPOINT_R}, W and X, include/uapi/linux/hw_breakpoint.h. */
    private static final String ACCESS = "rwx";

    private PerfEventNames() {}

    /** {@code cpu-clock}, {@code sched:sched_switch}, {@code mem:0xffffffff82a5e0c0/8:w}, {@code kprobe:do_exit+0x0}, … */
    public static String of(Kernel kernel, KernelObject event) {
        KernelObject attributes = event.embedded("attr");
        long config = attributes.number("config");
        String unit = unit(event);
        return switch ((int) attributes.number("type")) {
            case HARDWARE -> named(HARDWARE_EVENTS, config & 0xffff_ffffL, unit);
            case SOFTWARE -> named(SOFTWARE_EVENTS, config, unit);
            case TRACEPOINT ->
                call(event)
                        .map(call -> TraceEvents.name(kernel, call))
                        .orElseGet(() -> "tracepoint:%d".formatted(config));
            case BREAKPOINT ->
                "mem:0x%x/%d:%s"
                        .formatted(
                                attributes.number("bp_addr"),
                                attributes.number("bp_len"),
                                access(attributes.number("bp_type")));
            default -> single(event, unit).orElseGet(() -> "%s/config=0x%x/".formatted(unit, config));
        };
    }

    /**
     * The name of the counting unit (software, breakpoint, cpu, …); null if it has none, as for an event that has
     * ended.
     */
    public static String unit(KernelObject event) {
        Optional<KernelObject> named = event.follow("pmu").filter(unit -> unit.number("name") != 0);
        // Before 6.3 the units of the clocks have no name
        String other = event.number("attr.type") == SOFTWARE ? "software" : null;
        return named.map(unit -> unit.text("name")).orElse(other);
    }

    /** The tracefs event that this event follows. */
    public static Optional<KernelObject> call(KernelObject event) {
        return event.has("tp_event") ? event.follow("tp_event") : Optional.empty();
    }

    private static String named(String[] names, long config, String unit) {
        return config >= 0 && config < names.length ? names[(int) config] : "%s/config=0x%x/".formatted(unit, config);
    }

    private static String access(long type) {
        StringBuilder words = new StringBuilder();
        for (int bit = 0; bit < ACCESS.length(); bit++) {
            if ((type >>> bit & 1) == 1) {
                words.append(ACCESS.charAt(bit));
            }
        }
        return words.toString();
    }

    /** Names the events of units that have one event each, and the private probe of kprobe and uprobe events. */
    private static Optional<String> single(KernelObject event, String unit) {
        Optional<KernelObject> probe = call(event).flatMap(TraceEvents::probe);
        // Since 6.3 the two clocks are units of their own, although programs still request them as software events
        if ("cpu_clock".equals(unit) || "task_clock".equals(unit)) {
            return Optional.of(unit.replace('_', '-'));
        }
        if ("uprobe".equals(unit)) {
            return probe.map(p -> p.containerOf("trace_uprobe", "tp"))
                    .map(u -> "uprobe:%s:0x%x".formatted(u.text("filename"), u.number("offset")));
        }
        if ("kprobe".equals(unit)) {
            return probe.map(p -> p.containerOf("trace_kprobe", "tp"))
                    .map(k -> k.number("symbol") == 0
                            ? "kprobe:0x%x".formatted(k.number("rp.kp.addr"))
                            : "kprobe:%s+0x%x".formatted(k.text("symbol"), k.number("rp.kp.offset")));
        }
        return Optional.empty();
    }
}
