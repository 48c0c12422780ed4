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
        help =
                "A process or thread by the memory that the kernel takes them from, whether any list leads to it or not: those"
                        + " that have ended, and hidden ones, are here too.",
        identity = {"name", "found", "verdict"},
        bulky = true,
        joins =
                @Join(
                        name = "task",
                        table = "tasks",
                        on = "pid",
                        to = "pid",
                        help = "The process that has the id now; of a row that has ended, perhaps another"))
public record TaskScanRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column(value = "Its physical address", address = true)
        long physicalAddress,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Thread id in the root pid namespace") int tid,

        @Column("Process id of the parent; null where the parent is gone")
        Integer ppid,

        @Column("Name of the thread") String name,

        @Column("listed in the kernel's lists, ended, idle task of a processor, starting, or unlisted")
        String found,

        @Column("Number that exit(2) or a signal left: exit code times 256, or the signal's number")
        long exitCode,

        @Column("Whether it is a thread of the kernel") boolean kernelThread,
        @Column("When it was started (UTC)") Instant startTime,
        @Column("What is wrong; null for nothing") String verdict) {

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
