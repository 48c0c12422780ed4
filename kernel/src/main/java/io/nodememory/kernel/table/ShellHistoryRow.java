package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.user.HistoryEntry;
import io.nodememory.kernel.linux.user.ShellHistory;
import io.nodememory.kernel.linux.user.WritableMemory;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;

/** A row of {@code shell_history}. */
@Table(
        name = "shell_history",
        help = "A command in the memory of a shell: bash, zsh or BusyBox's ash.",
        identity = {"name", "command"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The shell"))
public record ShellHistoryRow(
        @Column(value = "Address of the shell's record of the command, in the shell's memory", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Name as in /proc/PID/comm") String name,

        @Column("Number in the shell's list, from 1; null for a command that left the list but is still in memory")
        Integer position,

        @Column("Time of the command; null for ash, which does not record it")
        Instant time,

        @Column("Command, which may have several lines") String command) {

    private static final String DOING = "searching for the history of a shell";

    static void walk(Walk<ShellHistoryRow> walk) {
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(task.address(), DOING, () -> task.follow("mm").ifPresent(mm -> history(walk, task, mm)));
        }
    }

    private static void history(Walk<ShellHistoryRow> walk, KernelObject task, KernelObject mm) {
        if (!ShellHistory.isShell(Paths.of(walk.kernel()), task, mm)) {
            return;
        }
        WritableMemory memory = WritableMemory.of(walk.kernel().types(), mm);
        if (memory.isCut()) {
            walk.problem(task.address(), DOING, "the memory of the process exceeds the search limit for shells");
        }
        if (memory.missing() > 0) {
            walk.problem(task.address(), DOING, memory.missing() + " pages of the process are not in the image");
        }
        for (HistoryEntry entry : ShellHistory.find(memory)) {
            walk.emit(new ShellHistoryRow(
                    entry.address(),
                    Tasks.pid(task),
                    TaskNames.of(task),
                    entry.position(),
                    entry.time(),
                    entry.command()));
        }
    }
}
