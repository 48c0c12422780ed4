package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.trace.PerfEventNames;
import io.nodememory.kernel.linux.trace.PerfEvents;
import io.nodememory.kernel.linux.trace.TraceEvents;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A row of {@code perf_events}. */
@Table(
        name = "perf_events",
        help =
                "A counted or sampled event, of perf_event_open(2) or of the kernel and its modules; hardware breakpoints"
                        + " are events.",
        identity = {"event", "symbol", "module", "programs"},
        joins =
                @Join(
                        name = "task",
                        table = "tasks",
                        on = "pid",
                        to = "pid",
                        help = "The process that opened the event; none for the kernel's own"))
public record PerfEventRow(
        @Column(value = "Address of the perf_event", address = true)
        long address,

        @Column(
                "Id of the process that opened the event, in the root pid namespace; null for the kernel and ended processes")
        Integer pid,

        @Column("Id of the measured process; null for all processes on a processor")
        Integer targetPid,

        @Column("Measured processor; null for any") Integer cpu,

        @Column("Counting unit: software, tracepoint, breakpoint, kprobe, uprobe, cpu, …")
        String unit,

        @Column("Counted event as in perf-list(1); mem:ADDRESS/BYTES:ACCESS for a breakpoint")
        String event,

        @Column("active, inactive, off, error, exit, dead, …")
        String state,

        @Column(value = "Address of the function called for each sample", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("BPF programs that run at the event") List<String> programs,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code TASK_TOMBSTONE}, kernel/events/core.c: the owner of the kernel's own events. */
    private static final long KERNEL = -1;

    static void walk(Walk<PerfEventRow> walk) {
        Kernel kernel = walk.kernel();
        if (!kernel.types().has("task_struct", "perf_event_list")) {
            // Built without perf events
            return;
        }
        walk.attempt(0, "listing the perf events", () -> {
            PerfEvents events = new PerfEvents(kernel);
            events.damage().forEach((address, why) -> walk.problem(address, "listing the perf events", why));
            events.all()
                    .forEach(event ->
                            walk.attempt(event.address(), "reading a perf event", () -> walk.emit(row(kernel, event))));
        });
    }

    private static PerfEventRow row(Kernel kernel, KernelObject event) {
        CodeOwner owner = CodeOwners.of(kernel).find(event.number("overflow_handler"));
        long cpu = event.number("cpu");
        return new PerfEventRow(
                event.address(),
                owner(event),
                event.follow("ctx")
                        .flatMap(context -> context.follow("task"))
                        .filter(task -> task.address() != KERNEL)
                        .map(Tasks::pid)
                        .orElse(null),
                cpu < 0 ? null : Integer.valueOf((int) cpu),
                PerfEventNames.unit(event),
                PerfEventNames.of(kernel, event),
                state(kernel, event.number("state")),
                owner.address(),
                owner.symbol(),
                owner.module(),
                programs(event),
                verdict(event, owner));
    }

    private static Integer owner(KernelObject event) {
        return event.follow("owner")
                .filter(task -> task.address() != KERNEL)
                .map(Tasks::pid)
                .orElse(null);
    }

    private static String state(Kernel kernel, long state) {
        return kernel.symbols().enumeration("perf_event_state").stream()
                .flatMap(states -> states.constants().entrySet().stream())
                .filter(constant -> constant.getValue() == state)
                .map(constant ->
                        constant.getKey().replaceFirst("PERF_EVENT_STATE_", "").toLowerCase(Locale.ROOT))
                .findFirst()
                .orElseGet(() -> String.valueOf(state));
    }

    private static List<String> programs(KernelObject event) {
        Stream<KernelObject> own = event.has("prog") ? event.follow("prog").stream() : Stream.<KernelObject>empty();
        Stream<KernelObject> shared =
                PerfEventNames.call(event).stream().flatMap(call -> TraceEvents.programs(call).stream());
        return Stream.concat(own, shared)
                .distinct()
                .map(TraceEvents::programName)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Debuggers watch the memory of a program, or with code of the kernel itself the kernel's memory; no regular module
     * does.
     */
    private static String verdict(KernelObject event, CodeOwner owner) {
        if (owner.address() == 0) {
            return null;
        }
        boolean breakpoint = event.number("attr.type") == PerfEventNames.BREAKPOINT;
        return owner.verdict() == null && owner.module() != null && breakpoint && event.number("attr.bp_addr") < 0
                ? "a module watches the kernel's memory by a hardware breakpoint"
                : owner.verdict();
    }
}
