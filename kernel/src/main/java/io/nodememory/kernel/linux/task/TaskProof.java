package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/**
 * Distinguishes a task from memory that was a task. A live node frees tasks during the capture and reuses their memory.
 *
 * <p>An object that the tree of process ids knows is never refused, whatever it contains: an intruder may have changed
 * it.
 */
final class TaskProof {
    /**
     * {@code PID_MAX_LIMIT} of 64-bit kernels, include/linux/threads.h. The id 0 belongs to the idle task, and some
     * rootkits write it.
     */
    private static final int PID_MAX_LIMIT = 4 << 20;

    private TaskProof() {}

    /** Why this is not a thread-group leader; empty if it is one, or cannot be read. */
    static Optional<String> against(KernelObject task) {
        return against(task, task);
    }

    /** Why this is not a thread of a process; empty if it is one, or cannot be read. */
    static Optional<String> against(KernelObject thread, KernelObject leader) {
        try {
            return doubt(thread, leader)
                    .filter(why -> !isKnownByItsPid(thread))
                    .map(why -> why + ", and no struct pid points back to it: it was freed during the capture"
                            + " or it is damaged");
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> doubt(KernelObject thread, KernelObject leader) {
        for (int id : new int[] {Tasks.tid(thread), Tasks.pid(thread)}) {
            if (id < 0 || id > PID_MAX_LIMIT) {
                return Optional.of("the supposed task has the invalid id %d".formatted(id));
            }
        }
        if (thread.number("group_leader") != leader.address() && Tasks.pid(thread) != Tasks.pid(leader)) {
            return Optional.of("the supposed thread of process %d belongs to process %d"
                    .formatted(Tasks.pid(leader), Tasks.pid(thread)));
        }
        // A leader's tgid is its own, so the ids alone do not decide.
        if (thread.equals(leader) && thread.number("group_leader") != leader.address()) {
            return Optional.of("the supposed process %d is not the leader of its threads".formatted(Tasks.pid(leader)));
        }
        return thread.bytes("comm").length < thread.count("comm")
                ? Optional.empty()
                : Optional.of("the supposed task %d has a name without a terminating NUL".formatted(Tasks.tid(thread)));
    }

    /** Returns whether {@code pid->tasks[PIDTYPE_PID]} of its {@code thread_pid} begins with it. */
    private static boolean isKnownByItsPid(KernelObject task) {
        try {
            return task.follow("thread_pid")
                    .map(pid -> task.memory().readPointer(pid.elementAddress("tasks", 0)))
                    .filter(first -> first == task.elementAddress("pid_links", 0))
                    .isPresent();
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }
}
