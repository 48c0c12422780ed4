package io.nodememory.kernel.table;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;

/** A row of {@code tracepoints}. */
@Table(
        name = "tracepoints",
        help = "A function that is called at a tracepoint of the kernel or of a module.",
        identity = {"name", "symbol", "module"})
public record TracepointRow(
        @Column(value = "Address of the tracepoint_func", address = true)
        long address,

        @Column("Name of the tracepoint, such as sys_enter") String name,

        @Column("Those with a higher number are called first")
        int priority,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Its symbol") String symbol,

        @Column("The module it belongs to; null for the kernel itself")
        String module,

        @Column("What is wrong; null for nothing") String verdict) {

    /** Entries of the list of tracepoints are 32-bit distances from themselves, include/linux/tracepoint-defs.h. */
    private static final int ENTRY = 4;

    /** Several times what kernels and modules have. */
    private static final long MAX_TRACEPOINTS = 65_536;

    private static final int MAX_PROBES = 1024;

    static void walk(Walk<TracepointRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.types().find("tracepoint").isEmpty()) {
            // Built without tracepoints
            return;
        }
        walk.attempt(0, "listing tracepoints", () -> {
            long start = kernel.address("__start___tracepoints_ptrs");
            list(walk, start, (kernel.address("__stop___tracepoints_ptrs") - start) / ENTRY);
        });
        for (KernelObject module : Modules.of(kernel).all().keySet()) {
            if (module.has("tracepoints_ptrs")) {
                walk.attempt(
                        module.address(),
                        "listing the tracepoints of a module",
                        () -> list(walk, module.number("tracepoints_ptrs"), module.number("num_tracepoints")));
            }
        }
    }

    private static void list(Walk<TracepointRow> walk, long start, long count) {
        for (long i = 0; i < Math.min(count, MAX_TRACEPOINTS); i++) {
            long entry = start + i * ENTRY;
            walk.attempt(entry, "reading a tracepoint", () -> {
                int distance = (int) walk.kernel().memory().readNumber(entry, ENTRY);
                probes(walk, walk.kernel().object("tracepoint", entry + distance));
            });
        }
    }

    private static void probes(Walk<TracepointRow> walk, KernelObject tracepoint) {
        long functions = tracepoint.number("funcs");
        if (functions == 0) {
            return;
        }
        String name = tracepoint.text("name");
        KernelObject probe = walk.kernel().object("tracepoint_func", functions);
        for (int i = 0; i < MAX_PROBES && probe.number("func") != 0; i++) {
            CodeOwner owner = CodeOwners.of(walk.kernel()).find(probe.number("func"));
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
