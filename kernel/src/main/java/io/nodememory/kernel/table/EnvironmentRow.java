package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code environment}. */
@Table(
        name = "environment",
        help = "A variable of a process's initial environment. Values may be secrets and are masked by default.",
        identity = {"key"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record EnvironmentRow(
        @Column(value = "Address of the mm_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Name of the variable") String key,

        @Column(value = "Value of the variable", secret = true)
        String value) {

    static void walk(Walk<EnvironmentRow> walk) {
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(
                    task.address(),
                    "reading the environment of a process",
                    () -> task.follow("mm").ifPresent(mm -> {
                        UserMemory.unread(mm, "env")
                                .ifPresent(why ->
                                        walk.problem(task.address(), "reading the environment of a process", why));
                        for (String variable : UserMemory.environment(mm)) {
                            int equals = variable.indexOf('=');
                            if (!variable.isEmpty()) {
                                walk.emit(new EnvironmentRow(
                                        mm.address(),
                                        Tasks.pid(task),
                                        equals < 0 ? variable : variable.substring(0, equals),
                                        equals < 0 ? null : variable.substring(equals + 1)));
                            }
                        }
                    }));
        }
    }
}
