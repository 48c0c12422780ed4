package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.TaskViews;
import io.nodememory.kernel.linux.task.TaskViews.View;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code task_views}. */
@Table(
        name = "task_views",
        help = "A process, and which of the kernel's structures contain it; a hidden process is missing in some.",
        identity = {"name", "verdict"},
        joins =
                @Join(
                        name = "task",
                        table = "tasks",
                        on = "pid",
                        to = "pid",
                        help = "The process, if the task list contains it"))
public record TaskViewRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Name as in /proc/PID/comm") String name,

        @Column("Whether the task list contains it; null, as below, if that could not be read")
        Boolean inList,

        @Column("Whether the tree of process ids contains it, which /proc and kill(2) use")
        Boolean inPidTree,

        @Column("Whether its parent's list of children contains it")
        Boolean inChildren,

        @Column("Whether its own list of threads contains it")
        Boolean inThreads,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    static void walk(Walk<TaskViewRow> walk) {
        walk.attempt(0, "comparing the structures that contain processes", () -> {
            TaskViews views = new TaskViews(walk.kernel());
            views.damage()
                    .forEach((view, why) -> walk.problem(0, "comparing the structures that contain processes", why));
            for (KernelObject task : views.seen().keySet()) {
                walk.attempt(task.address(), "reading a process", () -> walk.emit(row(views, task)));
            }
        });
    }

    private static TaskViewRow row(TaskViews views, KernelObject task) {
        return new TaskViewRow(
                task.address(),
                Tasks.pid(task),
                TaskNames.of(task),
                views.isIn(task, View.LIST).orElse(null),
                views.isIn(task, View.PID_TREE).orElse(null),
                views.isIn(task, View.CHILDREN).orElse(null),
                views.isIn(task, View.THREADS).orElse(null),
                TaskViews.isGone(task) ? null : views.hiddenFrom(task).orElse(null));
    }
}
