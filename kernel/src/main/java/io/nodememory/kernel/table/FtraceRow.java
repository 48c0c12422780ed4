package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.trace.FtraceFilter;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A row of {@code ftrace}. */
@Table(
        name = "ftrace",
        help = "A function that ftrace calls at the entry of certain kernel functions.",
        identity = {"symbol", "module", "functions"})
public record FtraceRow(
        @Column(value = "Address of the ftrace_ops", address = true)
        long address,

        @Column(value = "Address of the called function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Flags: ENABLED, IPMODIFY (redirects execution), …")
        List<String> flags,

        @Column("Whether ftrace calls it for every function")
        boolean allFunctions,

        @Column("Number of traced functions; null for all") Long functionCount,

        @Column("Traced functions, the first thousand") List<String> functions,

        @Column(value = "Address of the generated code that calls it; null for none", address = true)
        Long trampoline,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** {@code FTRACE_OPS_FL_…} by bit, include/linux/ftrace.h. */
    private static final List<String> FLAGS = List.of(
            "ENABLED",
            "DYNAMIC",
            "SAVE_REGS",
            "SAVE_REGS_IF_SUPPORTED",
            "RECURSION",
            "STUB",
            "INITIALIZED",
            "DELETED",
            "ADDING",
            "REMOVING",
            "MODIFYING",
            "ALLOC_TRAMP",
            "IPMODIFY",
            "PID",
            "RCU",
            "TRACE_ARRAY",
            "PERMANENT",
            "DIRECT");

    private static final long STUB = 1L << 5;
    private static final long IPMODIFY = 1L << 12;

    static void walk(Walk<FtraceRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.types().find("ftrace_ops").isEmpty()) {
            // Built without function tracing
            return;
        }
        walk.attempt(0, "listing the functions that ftrace calls", () -> {
            long next = kernel.memory().readPointer(kernel.address("ftrace_ops_list"));
            Set<Long> seen = new HashSet<>();
            while (next != 0 && !isEnd(kernel, next)) {
                KernelObject operations = kernel.object("ftrace_ops", next);
                if (!seen.add(next)) {
                    walk.problem(next, "listing the functions that ftrace calls", "the list is a circle");
                    return;
                }
                next = operations.number("next");
                walk.attempt(operations.address(), "reading an ftrace_ops", () -> walk.emit(row(walk, operations)));
            }
        });
    }

    /** Returns whether this is {@code ftrace_list_end}, a stub that ends the list. */
    private static boolean isEnd(Kernel kernel, long operations) {
        OptionalLong end = kernel.findAddress("ftrace_list_end");
        return end.isPresent()
                ? end.getAsLong() == operations
                : (kernel.object("ftrace_ops", operations).number("flags") & STUB) != 0;
    }

    private static FtraceRow row(Walk<FtraceRow> walk, KernelObject operations) {
        Kernel kernel = walk.kernel();
        CodeOwner owner = CodeOwners.of(kernel).find(operations.number("func"));
        FtraceFilter filter = FtraceFilter.of(kernel, operations);
        filter.damage()
                .ifPresent(why -> walk.problem(operations.address(), "reading the filter of an ftrace_ops", why));
        long bits = operations.number("flags");
        List<String> flags = new ArrayList<>();
        for (int bit = 0; bit < FLAGS.size(); bit++) {
            if ((bits >>> bit & 1) == 1) {
                flags.add(FLAGS.get(bit));
            }
        }
        String verdict = owner.verdict();
        if (verdict == null && owner.module() != null && (bits & IPMODIFY) != 0) {
            // Live patches, which legitimately redirect calls, use the kernel's own function
            verdict = "a module sends calls of the kernel's functions elsewhere";
        }
        long trampoline = operations.number("trampoline");
        return new FtraceRow(
                operations.address(),
                owner.address(),
                owner.symbol(),
                owner.module(),
                flags,
                filter.all(),
                filter.all() ? null : filter.count(),
                filter.functions(),
                trampoline == 0 ? null : trampoline,
                verdict);
    }
}
