package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/**
 * Tells a task from memory that was one: a node that runs frees tasks while it is read, and uses their memory for something else.
 * Nothing is refused that the tree of process ids knows, whatever is written in it: an intruder may have done that.
 */
final class TaskProof {
    /** {@code PID_MAX_LIMIT} of 64-bit kernels, include/linux/threads.h; 0 is the idle task's, and what some rootkits write. */
    private static final int PID_MAX_LIMIT = 4 << 20;

    private TaskProof() {}

    /** Why this is no thread-group leader; empty if it is one, or cannot be read. */
    static Optional<String> against(KernelObject task) {
        return against(task, task);
    }

    /** Why this is no thread of a process; empty if it is one, or cannot be read. */
    static Optional<String> against(KernelObject thread, KernelObject leader) {
        try {
            return doubt(thread, leader)
                    .filter(why -> !isKnownByItsPid(thread))
                    .map(why -> why + ", and no struct pid leads back to it: it was freed while the node was captured,"
                            + " or is damaged");
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> doubt(KernelObject thread, KernelObject leader) {
        for (int id : new int[] {Tasks.tid(thread), Tasks.pid(thread)}) {
            if (id < 0 || id > PID_MAX_LIMIT) {
                return Optional.of("what should be a task has the id %d".formatted(id));
            }
        }
        if (thread.number("group_leader") != leader.address() && Tasks.pid(thread) != Tasks.pid(leader)) {
            return Optional.of("what should be a thread of process %d is of process %d"
                    .formatted(Tasks.pid(leader), Tasks.pid(thread)));
        }
        // A leader's tgid is its own: there the ids alone cannot tell.
        if (thread.equals(leader) && thread.number("group_leader") != leader.address()) {
            return Optional.of("what should be process %d leads no threads".formatted(Tasks.pid(leader)));
        }
        return thread.bytes("comm").length < thread.count("comm")
                ? Optional.empty()
                : Optional.of("what should be task %d has a name without an end".formatted(Tasks.tid(thread)));
    }

    /** {@code pid->tasks[PIDTYPE_PID]} of its {@code thread_pid} begins with it. */
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
