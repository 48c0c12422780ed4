package io.nodememory.kernel.table;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.slab.TaskScan;
import io.nodememory.kernel.linux.slab.TaskScan.Kind;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** A row of {@code task_scan}. */
@Table(
        name = "task_scan",
        help = "A process or thread found in the kernel's slab caches, listed or not: includes ended and hidden ones.",
        identity = {"name", "found", "verdict"},
        bulky = true,
        joins =
                @Join(
                        name = "task",
                        table = "tasks",
                        on = "pid",
                        to = "pid",
                        help = "The process with this id now; for an ended row perhaps another"))
public record TaskScanRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column(value = "Physical address of the task_struct", address = true)
        long physicalAddress,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Thread id in the root pid namespace") int tid,

        @Column("Process id of the parent; null if the parent no longer exists")
        Integer ppid,

        @Column("Name of the thread") String name,

        @Column("State: listed in the kernel's lists, ended, idle task of a processor, starting, or unlisted")
        String found,

        @Column("Status of the exit: exit code times 256, or the number of the signal")
        long exitCode,

        @Column("Whether it is a kernel thread") boolean kernelThread,
        @Column("Start time, UTC") Instant startTime,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    private static final int NAME = 16;

    static void walk(Walk<TaskScanRow> walk) {
        walk.attempt(0, "scanning memory for tasks", () -> {
            TaskScan scan = new TaskScan(walk.kernel());
            scan.damage().forEach(why -> walk.problem(0, "scanning memory for tasks", why));
            for (KernelObject task : scan.tasks()) {
                walk.attempt(task.address(), "reading a task", () -> walk.emit(row(walk.kernel(), scan, task)));
            }
        });
    }

    private static TaskScanRow row(Kernel kernel, TaskScan scan, KernelObject task) {
        Kind kind = scan.kind(task);
        boolean hidden = kind == Kind.UNLISTED && scan.damage().isEmpty();
        return new TaskScanRow(
                task.address(),
                scan.physical(task),
                Tasks.pid(task),
                Tasks.tid(task),
                parent(task),
                new String(task.memory().readCString(task.addressOf("comm"), NAME), StandardCharsets.UTF_8),
                kind.name().toLowerCase(Locale.ROOT),
                task.number("exit_code"),
                Tasks.isKernelThread(task),
                Clock.of(kernel).bootPlus(started(task)),
                hidden ? "alive, and in none of the kernel's lists" : null);
    }

    private static long started(KernelObject task) {
        return task.has("start_boottime") ? task.number("start_boottime") : task.number("real_start_time");
    }

    private static Integer parent(KernelObject task) {
        try {
            return task.follow("real_parent").map(Tasks::pid).orElse(null);
        } catch (UnreadableMemoryException e) {
            return null;
        }
    }
}
