package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.container.Cgroups;
import io.nodememory.kernel.linux.container.ContainerPath;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mm.ResidentSize;
import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.linux.task.Pids;
import io.nodememory.kernel.linux.task.TaskNames;
import io.nodememory.kernel.linux.task.TaskState;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.linux.task.Terminals;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** A row of {@code tasks}. */
@Table(
        name = "tasks",
        help = "A process: a thread-group leader; includes kernel threads.",
        identity = {"name", "exe", "cmdline", "uid", "kernel_thread"},
        joins = {
            @Join(name = "parent", table = "tasks", on = "ppid", to = "pid", help = "The parent process"),
            @Join(
                    name = "children",
                    table = "tasks",
                    on = "pid",
                    to = "ppid",
                    many = true,
                    help = "The child processes"),
            @Join(
                    name = "container",
                    table = "containers",
                    on = "container_id",
                    to = "container_id",
                    help = "The container of the process"),
            @Join(
                    name = "credential",
                    table = "credentials",
                    on = {"pid", "credential"},
                    to = {"pid", "address"},
                    help = "The credentials of the process"),
            @Join(
                    name = "namespaces",
                    table = "process_namespaces",
                    on = "pid",
                    to = "pid",
                    help = "The namespaces of the process"),
        })
public record TaskRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Process id of the parent") Integer ppid,

        @Column("Name as in /proc/PID/comm; of kernel threads in full")
        String name,

        @Column("State letter of /proc/PID/stat: R, S, D, T, t, X, Z, P, I")
        String state,

        @Column("Whether it is a kernel thread") boolean kernelThread,

        @Column("Start time, UTC") Instant startTime,

        @Column("Arguments joined by one space; null without user memory")
        String cmdline,

        @Column("Path of the executable as in the host's /proc, without \" (deleted)\"")
        String exe,

        @Column("Whether the executable's name was removed or never existed (memfd)")
        Boolean exeDeleted,

        @Column("Working directory as in the host's /proc") String cwd,

        @Column("Root directory as in the host's /proc") String root,

        @Column("Real user id in the root user namespace") Long uid,

        @Column("Effective user id in the root user namespace")
        Long euid,

        @Column("Real group id in the root user namespace") Long gid,

        @Column("Effective group id in the root user namespace")
        Long egid,

        @Column("Number of threads") Integer threads,

        @Column("Process id in the process's own, innermost pid namespace")
        Integer nsPid,

        @Column("Controlling terminal below /dev") String tty,
        @Column("Process group id") Integer pgid,
        @Column("Session id") Integer sid,

        @Column("Process id of the tracer; 0 if not traced") Integer tracerPid,

        @Column("Whether execve can no longer raise privileges (prctl PR_SET_NO_NEW_PRIVS)")
        Boolean noNewPrivs,

        @Column("Seccomp mode: 0 off, 1 strict, 2 filter") Integer seccomp,

        @Column("User id of the login session; 4294967295 for none")
        Long loginuid,

        @Column("Path of the cgroup") String cgroupPath,
        @Column("Container id from the cgroup's path") String containerId,

        @Column("Uid of the pod from the cgroup's path") String podUid,

        @Column(value = "Address of the cred in use", address = true)
        Long credential,

        @Column(value = "Address of the mm_struct; null without user memory", address = true)
        Long mm,

        @Column("Resident memory in bytes") Long residentBytes,
        @Column("Name in the task_struct, at most 15 bytes") String comm) {

    /** {@code PFA_NO_NEW_PRIVS}, include/linux/sched.h: bit 0 of atomic_flags. */
    private static final long NO_NEW_PRIVS = 1;

    static void walk(Walk<TaskRow> walk) {
        Tasks tasks = Tasks.of(walk.kernel());
        tasks.damage().ifPresent(why -> walk.problem(0, "following the task list", why));
        tasks.refused().forEach((task, why) -> walk.problem(task.address(), "reading a task", why));
        for (KernelObject task : tasks.processes()) {
            walk.attempt(task.address(), "reading a task", () -> walk.emit(new Reader(walk, task).row()));
        }
    }

    /** Reads one task. A value that cannot be read is null and becomes a problem. */
    private record Reader(Walk<TaskRow> walk, KernelObject task) {
        private <T> T read(String what, Supplier<T> value) {
            return walk.attempt(task.address(), "reading " + what + " of process " + Tasks.pid(task), value)
                    .orElse(null);
        }

        TaskRow row() {
            Kernel kernel = walk.kernel();
            Paths paths = Paths.of(kernel);
            KernelObject mm = read("the address space", () -> task.follow("mm").orElse(null));
            KernelObject cred =
                    read("the credentials", () -> task.follow("real_cred").orElse(null));
            Optional<Paths.Location> exe = Optional.ofNullable(mm)
                    .map(m -> read(
                            "the executable",
                            () -> m.follow("exe_file")
                                    .flatMap(file -> paths.location(file.embedded("f_path")))
                                    .orElse(null)));
            String cgroup =
                    read("the cgroup", () -> Cgroups.of(kernel).path(task).orElse(null));
            Optional<ContainerPath> container = Optional.ofNullable(cgroup).flatMap(ContainerPath::parse);
            return new TaskRow(
                    task.address(),
                    Tasks.pid(task),
                    read("the parent", () -> Tasks.pid(task.target("real_parent"))),
                    read("the name", () -> TaskNames.of(task)),
                    read("the state", () -> TaskState.of(task)),
                    Tasks.isKernelThread(task),
                    read("the start time", () -> startTime(kernel)),
                    mm == null ? null : read("the arguments", () -> arguments(mm)),
                    exe.map(e -> read("the executable's path", () -> paths.hostPath(e)))
                            .orElse(null),
                    exe.map(e -> read("the executable's path", () -> paths.isDeleted(e)))
                            .orElse(null),
                    read("the working directory", () -> directory(paths, "pwd")),
                    read("the root directory", () -> directory(paths, "root")),
                    id(cred, "uid"),
                    id(cred, "euid"),
                    id(cred, "gid"),
                    id(cred, "egid"),
                    read("the threads", () -> (int) task.target("signal").number("nr_threads")),
                    read("the process id", () -> Pids.innermostNumber(task).orElse(null)),
                    read("the terminal", () -> Terminals.of(task).orElse(null)),
                    read("the process group", () -> Pids.processGroup(task).orElse(null)),
                    read("the session", () -> Pids.session(task).orElse(null)),
                    read("the tracer", this::tracer),
                    read("no_new_privs", () -> (task.number("atomic_flags") & NO_NEW_PRIVS) != 0),
                    read("the seccomp mode", () -> (int) task.number("seccomp.mode")),
                    task.has("loginuid") ? read("the login user", () -> id(task, "loginuid")) : null,
                    cgroup,
                    container.map(ContainerPath::containerId).orElse(null),
                    container.map(ContainerPath::podUid).orElse(null),
                    cred == null ? null : cred.address(),
                    mm == null ? null : mm.address(),
                    mm == null ? null : read("the resident size", () -> ResidentSize.bytes(kernel, mm)),
                    read("the name", () -> task.text("comm")));
        }

        private String arguments(KernelObject mm) {
            UserMemory.unread(mm, "arg")
                    .ifPresent(why ->
                            walk.problem(task.address(), "reading the arguments of process " + Tasks.pid(task), why));
            return String.join(" ", UserMemory.arguments(mm));
        }

        private Instant startTime(Kernel kernel) {
            // real_start_time was renamed start_boottime in 5.5
            String member = task.has("start_boottime") ? "start_boottime" : "real_start_time";
            return Clock.of(kernel).bootPlus(task.number(member));
        }

        private String directory(Paths paths, String member) {
            return task.follow("fs")
                    .flatMap(fs -> paths.location(fs.embedded(member)))
                    .map(paths::hostLink)
                    .orElse(null);
        }

        /** Ids are 32-bit unsigned: 4294967295 means none. */
        private Long id(KernelObject object, String member) {
            return object == null ? null : read(member, () -> object.number(member) & 0xffff_ffffL);
        }

        private int tracer() {
            return task.number("ptrace") == 0 ? 0 : Tasks.tid(task.target("parent"));
        }
    }
}
