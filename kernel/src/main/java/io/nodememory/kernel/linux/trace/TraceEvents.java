package io.nodememory.kernel.linux.trace;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code trace_event_call}s, include/linux/trace_events.h: events of tracepoints, and of probes that were made at run time. */
public final class TraceEvents {
    /** Says that the name is the tracepoint's. */
    private static final String TRACEPOINT = "TRACE_EVENT_FL_TRACEPOINT";

    /** {@code BPF_TRACE_MAX_PROGS}, kernel/trace/bpf_trace.c. */
    private static final int MAX_PROGRAMS = 64;

    private TraceEvents() {}

    /** The name as tracefs has it: {@code sched:sched_switch}. */
    public static String name(Kernel kernel, KernelObject call) {
        String system = call.target("class").text("system");
        // Its bit moves when flags are added before it
        long tracepoint = kernel.types()
                .constant(TRACEPOINT)
                .orElseThrow(() -> new MissingSymbolException("this kernel's symbols lack " + TRACEPOINT));
        String name = (call.number("flags") & tracepoint) != 0
                ? call.followAs("tp", "tracepoint").map(tp -> tp.text("name")).orElse("")
                : call.text("name");
        return system + ":" + name;
    }

    /** The {@code trace_probe} that an event of a probe was made for; empty where this kernel knows none. */
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

    /** The {@code bpf_prog}s that run when the event happens. */
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

    /** The name that its loader gave a BPF program; empty where it cannot be read, as of the kernel's own placeholder. */
    public static Optional<String> programName(KernelObject program) {
        try {
            return program.follow("aux").map(aux -> aux.text("name"));
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }
}
