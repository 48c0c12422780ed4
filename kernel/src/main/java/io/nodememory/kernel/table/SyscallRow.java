package io.nodememory.kernel.table;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.arch.spec.SyscallNames;
import io.nodememory.kernel.arch.spec.SyscallSwitch;
import io.nodememory.kernel.arch.spec.SyscallSwitch.Leaf;
import io.nodememory.kernel.arch.spec.Syscalls;
import io.nodememory.kernel.arch.spec.Syscalls.Way;
import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.code.SymbolEnd;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A row of {@code syscalls}. */
@Table(
        name = "syscalls",
        help = "A system call, for each way to its function: the table, and the switch of newer kernels.",
        identity = {"way", "index", "symbol"})
public record SyscallRow(
        @Column(value = "Address of the table's slot, or of the jump that leaves the switch", address = true)
        long address,

        @Column("Table or function that leads to it: sys_call_table, x64_sys_call, …")
        String way,

        @Column("Number of the system call") int index,

        @Column("Name of the system call; null if unknown") String name,

        @Column(value = "Address of the called function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Symbol of the expected function; null if unknown")
        String expected,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** An upper bound for the number of calls: twice the number assigned today. */
    private static final int MAX_CALLS = 1024;

    private static final long SLOT = 8;

    private static final int MAX_FUNCTION = 64 * 1024;

    /** The number of exit(2) for 32-bit programs. */
    private static final int EXIT = 1;

    /** Every function, including an intruder's, is in the upper half of the address space. */
    private static final int KERNEL_HALF_SHIFT = 63;

    static void walk(Walk<SyscallRow> walk) {
        Syscalls syscalls = walk.kernel().architecture().syscalls();
        List<Way> tables = syscalls.tables();
        List<Integer> slots = tables.stream().map(table -> table(walk, table)).toList();
        int calls = slots.get(0);
        for (Way way : syscalls.switches()) {
            calls = calls > 0 ? calls : calls(walk.kernel(), way);
            dispatch(walk, way, calls);
        }
        List<String> first = Stream.of(tables, syscalls.switches())
                .filter(ways -> !ways.isEmpty())
                .map(ways -> ways.get(0).symbol())
                .toList();
        if (first.stream().noneMatch(way -> walk.kernel().findAddress(way).isPresent())) {
            walk.problem(0, "listing the system calls", "this kernel's symbols lack " + String.join(" and ", first));
        } else {
            KnownVariables.missing(walk.kernel(), tables(walk.kernel(), syscalls))
                    .ifPresent(why -> walk.problem(0, "listing the system calls", why));
        }
    }

    /**
     * The tables that this kernel has: that of its own programs, and others if it has functions for them and no switch in
     * their place.
     */
    private static Stream<String> tables(Kernel kernel, Syscalls syscalls) {
        return IntStream.range(0, syscalls.tables().size())
                .filter(i -> i == 0
                        || (has(
                                        kernel,
                                        syscalls.tables()
                                                .get(i)
                                                .names()
                                                .get(EXIT)
                                                .functions())
                                && (syscalls.switches().size() <= i
                                        || kernel.findAddress(syscalls.switches()
                                                        .get(i)
                                                        .symbol())
                                                .isEmpty())))
                .mapToObj(i -> syscalls.tables().get(i).symbol());
    }

    private static int table(Walk<SyscallRow> walk, Way way) {
        String table = way.symbol();
        SyscallNames names = way.names();
        OptionalLong found = walk.kernel().findAddress(table);
        if (found.isEmpty()) {
            return 0;
        }
        return walk.attempt(found.getAsLong(), "reading " + table, () -> {
                    long start = found.getAsLong();
                    long[] handlers = handlers(walk.kernel(), start, names);
                    int bad = 0;
                    for (int index = 0; index < handlers.length; index++) {
                        if (isKernelHalf(handlers[index])) {
                            walk.emit(row(walk.kernel(), start + index * SLOT, way, index, handlers[index]));
                        } else {
                            bad++;
                        }
                    }
                    if (bad > 0) {
                        walk.problem(
                                start,
                                "reading " + table,
                                "%d of %d slots do not hold a kernel address".formatted(bad, handlers.length));
                    }
                    return handlers.length;
                })
                .orElse(0);
    }

    /**
     * Reads the table. It ends at the next symbol at the latest, but other data may precede that symbol. It has a slot
     * for each call that the kernel has a function for, whatever the slot holds.
     */
    private static long[] handlers(Kernel kernel, long table, SyscallNames names) {
        long size = SymbolEnd.of(kernel, table, MAX_CALLS * SLOT) - table;
        boolean exact = size < MAX_CALLS * SLOT;
        byte[] bytes = new byte[(int) size];
        int slots = kernel.memory().readUpTo(table, bytes, 0, bytes.length) / (int) SLOT;
        long[] handlers = new long[slots];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(handlers, 0, slots);
        int count = 0;
        while (count < slots && isKernelHalf(handlers[count])) {
            count++;
        }
        while (count > 0
                && !isEntry(kernel, handlers[count - 1])
                && !(exact && isOutside(kernel, handlers[count - 1]))) {
            count--;
        }
        for (int index = count; index < slots; index++) {
            boolean known =
                    names.get(index) != null && has(kernel, names.get(index).functions());
            if (known && (isEntry(kernel, handlers[index]) || !isKernelHalf(handlers[index]))) {
                count = index + 1;
            }
        }
        return Arrays.copyOf(handlers, count);
    }

    private static boolean isKernelHalf(long handler) {
        return handler >>> KERNEL_HALF_SHIFT == 1;
    }

    private static boolean has(Kernel kernel, List<String> functions) {
        return functions.stream()
                .anyMatch(function -> kernel.findAddress(function).isPresent());
    }

    private static boolean isEntry(Kernel kernel, long handler) {
        String symbol = CodeOwners.of(kernel).find(handler).symbol();
        return symbol != null
                && kernel.architecture().syscalls().functions().matcher(symbol).matches();
    }

    /** Returns whether the handler is outside of the kernel's own image, as the target of a hook is. */
    private static boolean isOutside(Kernel kernel, long handler) {
        OptionalLong end = kernel.findAddress("_end");
        return handler < kernel.address("_stext") || end.isEmpty() || handler >= end.getAsLong();
    }

    /** Follows the dispatch function. Each place that cannot be followed is reported once, and not for every call. */
    private static void dispatch(Walk<SyscallRow> walk, Way way, int calls) {
        String function = way.symbol();
        walk.attempt(0, "reading " + function, () -> {
            Optional<SyscallSwitch> dispatch = dispatch(walk.kernel(), function);
            Map<Long, Integer> failures = new LinkedHashMap<>();
            Map<Long, String> reasons = new HashMap<>();
            for (int call = 0; dispatch.isPresent() && call < calls; call++) {
                try {
                    Leaf leaf = dispatch.get().follow(call);
                    walk.emit(row(walk.kernel(), leaf.instruction(), way, call, leaf.target()));
                } catch (UnreadableMemoryException e) {
                    failures.merge(e.address(), 1, Integer::sum);
                    reasons.putIfAbsent(e.address(), e.getMessage());
                }
            }
            failures.forEach((address, count) ->
                    walk.problem(address, "following " + count + " calls through " + function, reasons.get(address)));
        });
    }

    /** The number of system calls by a switch alone: numbers that it does not know all lead to the same place. */
    private static int calls(Kernel kernel, Way way) {
        Optional<SyscallSwitch> dispatch = dispatch(kernel, way.symbol());
        if (dispatch.isEmpty()) {
            return 0;
        }
        try {
            long unknown = dispatch.get().follow(MAX_CALLS).target();
            int calls = MAX_CALLS;
            while (calls > 0 && dispatch.get().follow(calls - 1).target() == unknown) {
                calls--;
            }
            return calls;
        } catch (UnreadableMemoryException e) {
            // The walk reports where it cannot follow the function
            return MAX_CALLS;
        }
    }

    private static Optional<SyscallSwitch> dispatch(Kernel kernel, String function) {
        OptionalLong start = kernel.findAddress(function);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        long size = SymbolEnd.of(kernel, start.getAsLong(), MAX_FUNCTION) - start.getAsLong();
        return kernel.architecture().syscalls().read(kernel.memory(), start.getAsLong(), (int)
                Math.min(MAX_FUNCTION, size));
    }

    private static SyscallRow row(Kernel kernel, long address, Way way, int index, long handler) {
        CodeOwner owner = CodeOwners.of(kernel).find(handler);
        SyscallNames.Call call = way.names().get(index);
        List<String> functions = call == null ? List.of() : call.functions();
        boolean asExpected = isOneOf(kernel, handler, functions);
        String expected = functions.isEmpty() ? null : functions.get(0);
        String verdict = owner.verdict();
        if (verdict == null && owner.module() != null) {
            verdict = "leads into a module";
        } else if (verdict == null && !asExpected && isWrong(kernel, handler, way, functions)) {
            verdict = "another function than the one that serves this call";
        }
        return new SyscallRow(
                address,
                way.symbol(),
                index,
                call == null ? null : call.name(),
                handler,
                asExpected ? nameOf(kernel, handler, functions) : owner.symbol(),
                owner.module(),
                expected,
                verdict);
    }

    private static boolean isOneOf(Kernel kernel, long handler, List<String> functions) {
        return nameOf(kernel, handler, functions) != null;
    }

    private static String nameOf(Kernel kernel, long handler, List<String> functions) {
        for (String function : functions) {
            OptionalLong address = kernel.findAddress(function);
            if (address.isPresent() && address.getAsLong() == handler) {
                return function;
            }
        }
        return null;
    }

    /** Functions for 32-bit programs differ between kernels; there the function must be that of some call. */
    private static boolean isWrong(Kernel kernel, long handler, Way way, List<String> functions) {
        if (isOneOf(kernel, handler, way.nothing())) {
            return false;
        }
        return way.exact() ? has(kernel, functions) : !isEntry(kernel, handler);
    }
}
