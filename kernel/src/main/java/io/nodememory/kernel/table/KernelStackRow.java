package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** The lower bound of the code of the kernel and its modules, Documentation/arch/x86/x86_64/mm.rst. */
    private static final long CODE = 0xffff_ffff_8000_0000L;

    private static final long CODE_END = 0xffff_ffff_ff00_0000L;

    private static final int WORD = 8;

    /** The size of a stack in bytes, arch/x86/include/asm/page_64_types.h; twice that with KASAN. */
    private static final int THREAD_SIZE = 1 << 14;

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
        long pointer = thread.number("thread.sp");
        boolean running = thread.numberIfPresent("on_cpu").orElse(0L) != 0;
        long used = pointer - stack;
        int size = used < THREAD_SIZE ? THREAD_SIZE : 2 * THREAD_SIZE;
        if (running || stack == 0) {
            return;
        }
        if (used < 0 || used >= size || pointer % WORD != 0) {
            walk.problem(
                    thread.address(),
                    DOING,
                    "the stack pointer 0x%016x is outside of the stack at 0x%016x".formatted(pointer, stack));
            return;
        }
        byte[] bytes = new byte[(int) (size - used)];
        walk.kernel().memory().read(pointer, bytes, 0, bytes.length);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        CodeOwners owners = CodeOwners.of(walk.kernel());
        int position = 0;
        for (int at = 0; at + WORD <= bytes.length; at += WORD) {
            long value = words.getLong(at);
            if (Long.compareUnsigned(value, CODE) >= 0 && Long.compareUnsigned(value, CODE_END) < 0) {
                CodeOwner owner = owners.find(value);
                if (owner.kind() != CodeOwner.Kind.UNKNOWN) {
                    walk.emit(new KernelStackRow(
                            pointer + at,
                            Tasks.pid(thread),
                            Tasks.tid(thread),
                            TaskNames.of(thread),
                            position++,
                            value,
                            owner.symbol(),
                            owner.module(),
                            owner.kind().name().toLowerCase(Locale.ROOT)));
                }
            }
        }
        if (position == 0) {
            walk.problem(thread.address(), DOING, "the thread waits, but its stack holds no code address");
        }
    }
}
