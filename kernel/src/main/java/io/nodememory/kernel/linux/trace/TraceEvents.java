package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code trace_event_call}, include/linux/trace_events.h: the events of tracepoints and of probes made at run
 * time.
 */
public final class TraceEvents {
    /** The flag of events whose name is that of their tracepoint. */
    private static final String TRACEPOINT = "TRACE_EVENT_FL_TRACEPOINT";

    /** {@code BPF_TRACE_MAX_PROGS}, kernel/trace/bpf_trace.c. */
    private static final int MAX_PROGRAMS = 64;

    private TraceEvents() {}

    /** The name in tracefs: {@code sched:sched_switch}. */
    public static String name(Kernel kernel, KernelObject call) {
        String system = call.target("class").text("system");
        // The bit moves when the kernel adds flags before it
        long tracepoint = kernel.types()
                .constant(TRACEPOINT)
                .orElseThrow(() -> new MissingSymbolException("this kernel's symbols lack " + TRACEPOINT));
        String name = (call.number("flags") & tracepoint) != 0
                ? call.followAs("tp", "tracepoint").map(tp -> tp.text("name")).orElse("")
                : call.text("name");
        return system + ":" + name;
    }

    /** The {@code trace_probe} of a probe's event; empty if this kernel has no such type. */
    public static Optional<KernelObject> probe(KernelObject call) {
        if (!call.isKnown("trace_probe_event") || !call.isKnown("trace_probe")) {
            return Optional.empty();
        }
        KernelObject event = call.containerOf("trace_probe_event", "call");
        long first = event.number("probes.next");
        return first == event.addressOf("probes")
                ? Optional.empty()
                : Optional.of(event.embedded("probes").at(first).containerOf("trace_probe", "list"));
    }

    /** The {@code bpf_prog} objects that run at the event. */
    public static List<KernelObject> programs(KernelObject call) {
        List<KernelObject> programs = new ArrayList<>();
        if (call.has("prog_array") && call.number("prog_array") != 0) {
            KernelObject array = call.target("prog_array");
            for (int i = 0; i < MAX_PROGRAMS; i++) {
                Optional<KernelObject> program = array.elementObject("items", i).follow("prog");
                if (program.isEmpty()) {
                    return programs;
                }
                programs.add(program.get());
            }
        }
        return programs;
    }

    /**
     * The name that the loader gave to a BPF program; empty if it cannot be read, as for the placeholder program of the
     * kernel.
     */
    public static Optional<String> programName(KernelObject program) {
        try {
            return program.follow("aux").map(aux -> aux.text("name"));
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }
}
