package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.linux.module.Modules.Range;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A row of {@code tracepoints}. */
@Table(
        name = "tracepoints",
        help = "A function that the kernel calls at a tracepoint of the kernel or of a module.",
        identity = {"name", "symbol", "module"})
public record TracepointRow(
        @Column(value = "Address of the tracepoint_func", address = true)
        long address,

        @Column("Name of the tracepoint, such as sys_enter") String name,

        @Column("Priority; functions with a higher number run first")
        int priority,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /**
     * Size in bytes of an entry in the list of tracepoints: a 32-bit distance from the entry itself,
     * include/linux/tracepoint-defs.h.
     */
    private static final int ENTRY = 4;

    /** An upper bound: several times the number in kernels and modules. */
    private static final long MAX_TRACEPOINTS = 65_536;

    /** An upper bound: several times the number of functions used at one tracepoint. */
    private static final int MAX_PROBES = 64;

    static void walk(Walk<TracepointRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.types().find("tracepoint").isEmpty()) {
            // Built without tracepoints
            return;
        }
        Set<Long> seen = new HashSet<>();
        walk.attempt(0, "listing tracepoints", () -> {
            long start = kernel.address("__start___tracepoints_ptrs");
            Range image = new Range(kernel.address("_stext"), kernel.address("_end") - kernel.address("_stext"));
            list(walk, start, (kernel.address("__stop___tracepoints_ptrs") - start) / ENTRY, List.of(image), seen);
        });
        for (KernelObject module : Modules.of(kernel).all().keySet()) {
            walk.attempt(module.address(), "listing the tracepoints of a module", () -> {
                if (module.has("tracepoints_ptrs")) {
                    long start = module.number("tracepoints_ptrs");
                    list(walk, start, module.number("num_tracepoints"), Modules.ranges(module), seen);
                }
            });
        }
    }

    /**
     * @param memory the memory that contains the tracepoints of this list; an entry that points elsewhere ends the walk
     */
    private static void list(Walk<TracepointRow> walk, long start, long count, List<Range> memory, Set<Long> seen) {
        for (long i = 0; i < Math.min(count, MAX_TRACEPOINTS); i++) {
            long entry = start + i * ENTRY;
            long tracepoint = entry + (int) walk.kernel().memory().readNumber(entry, ENTRY);
            if (memory.stream().noneMatch(range -> range.contains(tracepoint))) {
                walk.problem(entry, "listing tracepoints", "an entry does not lead to a tracepoint");
                return;
            }
            walk.attempt(
                    tracepoint,
                    "reading a tracepoint",
                    () -> probes(walk, walk.kernel().object("tracepoint", tracepoint), seen));
        }
    }

    private static void probes(Walk<TracepointRow> walk, KernelObject tracepoint, Set<Long> seen) {
        long functions = tracepoint.number("funcs");
        if (functions == 0) {
            return;
        }
        String name = tracepoint.text("name");
        KernelObject probe = walk.kernel().object("tracepoint_func", functions);
        for (int i = 0; i < MAX_PROBES; i++) {
            long function = probe.number("func");
            if (function == 0) {
                return;
            }
            if (function > 0 || !seen.add(probe.address())) {
                walk.problem(
                        probe.address(),
                        "reading the functions of a tracepoint",
                        "the entry does not hold a kernel function");
                return;
            }
            CodeOwner owner = CodeOwners.of(walk.kernel()).find(function);
            walk.emit(new TracepointRow(
                    probe.address(),
                    name,
                    (int) probe.number("prio"),
                    owner.address(),
                    owner.symbol(),
                    owner.module(),
                    owner.verdict()));
            probe = probe.at(probe.address() + probe.type().size());
        }
    }
}
