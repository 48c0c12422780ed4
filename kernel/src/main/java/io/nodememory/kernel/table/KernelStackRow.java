package io.nodememory.kernel.table;

import io.nodememory.kernel.arch.spec.KernelStacks;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Locale;

/** A row of {@code kernel_stacks}. */
@Table(
        name = "kernel_stacks",
        help =
                "A code address on the kernel stack of a waiting thread: one call of its call chain, perhaps an older one.",
        identity = {"name", "symbol"},
        bulky = true,
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record KernelStackRow(
        @Column(value = "Address on the stack", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Thread id in the root pid namespace") int tid,
        @Column("Name of the thread") String name,

        @Column("Position among the thread's rows; 0 is the place where it waits")
        int position,

        @Column(value = "Code address", address = true) long value,

        @Column("Symbol and offset; null if unknown") String symbol,

        @Column("Module of the code; null for the kernel itself and for BPF programs")
        String module,

        @Column("Owner of the code: kernel, module, hidden_module, bpf or unknown")
        String owner) {

    private static final String DOING = "reading the kernel stack of a thread";

    static void walk(Walk<KernelStackRow> walk) {
        Tasks tasks = Tasks.of(walk.kernel());
        for (KernelObject leader : tasks.processes()) {
            walk.attempt(leader.address(), DOING, () -> {
                for (KernelObject thread : tasks.threads(leader).entries()) {
                    walk.attempt(thread.address(), DOING, () -> stack(walk, thread));
                }
            });
        }
    }

    /**
     * Reads the stack of a thread. A running thread keeps its stack pointer in a register, and an ended thread has no
     * stack.
     */
    private static void stack(Walk<KernelStackRow> walk, KernelObject thread) {
        long stack = thread.number("stack");
        boolean running = thread.numberIfPresent("on_cpu").orElse(0L) != 0;
        if (running || stack == 0) {
            return;
        }
        KernelStacks.Stack found = walk.kernel().architecture().stacks().read(walk.kernel(), thread);
        if (found.damage() != null) {
            walk.problem(thread.address(), DOING, found.damage());
        }
        CodeOwners owners = CodeOwners.of(walk.kernel());
        int position = 0;
        for (KernelStacks.Slot slot : found.slots()) {
            CodeOwner owner = owners.find(slot.value());
            if (owner.kind() != CodeOwner.Kind.UNKNOWN) {
                walk.emit(new KernelStackRow(
                        slot.slot(),
                        Tasks.pid(thread),
                        Tasks.tid(thread),
                        TaskNames.of(thread),
                        position++,
                        slot.value(),
                        owner.symbol(),
                        owner.module(),
                        owner.kind().name().toLowerCase(Locale.ROOT)));
            }
        }
        if (position == 0 && found.damage() == null) {
            walk.problem(thread.address(), DOING, "the thread waits, but its stack holds no code address");
        }
    }
}
