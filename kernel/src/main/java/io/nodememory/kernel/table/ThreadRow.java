package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.TaskState;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Optional;

/** A row of {@code threads}. */
@Table(
        name = "threads",
        help = "A thread: a task_struct, of a program or of the kernel.",
        identity = {"name", "kernel_function"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process of the thread"))
public record ThreadRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Thread id in the root pid namespace") int tid,
        @Column("Name as in /proc/PID/task/TID/comm") String name,
        @Column("State letter of /proc/PID/stat") String state,
        @Column("Whether it was running on a CPU") Boolean onCpu,

        @Column("Symbol of the function that a kernel thread runs")
        String kernelFunction) {

    static void walk(Walk<ThreadRow> walk) {
        Tasks tasks = Tasks.of(walk.kernel());
        for (KernelObject leader : tasks.processes()) {
            walk.attempt(leader.address(), "listing the threads of a process", () -> {
                Chain threads = tasks.threads(leader);
                threads.damage()
                        .ifPresent(why -> walk.problem(leader.address(), "listing the threads of a process", why));
                for (KernelObject thread : threads.entries()) {
                    walk.attempt(thread.address(), "reading a thread", () -> walk.emit(row(walk.kernel(), thread)));
                }
            });
        }
    }

    private static ThreadRow row(Kernel kernel, KernelObject thread) {
        return new ThreadRow(
                thread.address(),
                Tasks.pid(thread),
                Tasks.tid(thread),
                TaskNames.of(thread),
                TaskState.of(thread),
                thread.has("on_cpu") ? thread.number("on_cpu") != 0 : null,
                function(kernel, thread).orElse(null));
    }

    /** {@code kthread.threadfn}, since 5.8. */
    private static Optional<String> function(Kernel kernel, KernelObject thread) {
        return TaskNames.kthread(thread)
                .filter(k -> k.has("threadfn"))
                .map(k -> k.number("threadfn"))
                .filter(f -> f != 0)
                .map(f -> CodeAddress.name(kernel, f));
    }
}
