package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/** Process ids as {@code struct pid} holds them: one number for each level of pid namespace. */
public final class Pids {
    /** {@code enum pid_type}, include/linux/pid.h: indexes of {@code signal->pids}. */
    private static final int PIDTYPE_PGID = 2;

    private static final int PIDTYPE_SID = 3;

    /** The longest chain of pid namespaces, {@code MAX_PID_NS_LEVEL}. */
    private static final long MAX_LEVEL = 32;

    private Pids() {}

    /** The id in the task's own pid namespace; empty for a task that has already lost its pid. */
    public static Optional<Integer> innermostNumber(KernelObject task) {
        return task.follow("thread_pid").flatMap(Pids::innermost).map(upid -> (int) upid.number("nr"));
    }

    /** The pid namespace of a task; empty for a task that has already lost its pid. */
    public static Optional<KernelObject> namespace(KernelObject task) {
        return task.follow("thread_pid").flatMap(Pids::innermost).flatMap(upid -> upid.follow("ns"));
    }

    /** The root pid namespace, from a task; empty for a task that has already lost its pid. */
    static Optional<KernelObject> outermostNamespace(KernelObject task) {
        return task.follow("thread_pid").flatMap(pid -> upid(pid, 0).follow("ns"));
    }

    /** The id of the process group in the root namespace. */
    public static Optional<Integer> processGroup(KernelObject task) {
        return ofSignal(task, PIDTYPE_PGID);
    }

    /** The id of the session in the root namespace. */
    public static Optional<Integer> session(KernelObject task) {
        return ofSignal(task, PIDTYPE_SID);
    }

    private static Optional<Integer> ofSignal(KernelObject task, int type) {
        KernelObject signal = task.target("signal");
        long pid = signal.element("pids", type);
        return pid == 0
                ? Optional.empty()
                : Optional.of((int) upid(signal.as("pid").at(pid), 0).number("nr"));
    }

    private static Optional<KernelObject> innermost(KernelObject pid) {
        long level = pid.number("level");
        return level < 0 || level > MAX_LEVEL ? Optional.empty() : Optional.of(upid(pid, level));
    }

    /** {@code numbers[]} is declared with one element or none, and allocated with one element for each level. */
    private static KernelObject upid(KernelObject pid, long level) {
        KernelObject upid = pid.as("upid");
        return upid.at(pid.addressOf("numbers") + level * upid.type().size());
    }
}
