package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/** Names of tasks as in {@code /proc/PID/comm}: {@code proc_task_name}, fs/proc/array.c. */
public final class TaskNames {
    /** {@code PF_WQ_WORKER}, include/linux/sched.h. */
    private static final long PF_WQ_WORKER = 0x20;

    private TaskNames() {}

    /**
     * The full name: for a kernel thread beyond the 15 bytes of {@code comm}, for a workqueue worker with its current
     * work.
     */
    public static String of(KernelObject task) {
        String comm = task.text("comm");
        if (!Tasks.isKernelThread(task)) {
            return comm;
        }
        try {
            boolean worker = (task.number("flags") & PF_WQ_WORKER) != 0;
            // wq_worker_comm used the short name until rescuers too were named kworker/R-…
            if (worker && !comm.startsWith("kworker/")) {
                return comm + workerSuffix(task);
            }
            String name = kthread(task)
                    .filter(k -> k.has("full_name") && k.number("full_name") != 0)
                    .map(k -> k.text("full_name"))
                    .orElse(comm);
            return worker ? name + workerSuffix(task) : name;
        } catch (UnreadableMemoryException e) {
            return comm;
        }
    }

    /** The {@code struct kthread} of a kernel thread: {@code to_kthread}, kernel/kthread.c. */
    public static Optional<KernelObject> kthread(KernelObject task) {
        // 5.17 moved the pointer from set_child_tid to worker_private
        String member = task.has("worker_private") ? "worker_private" : "set_child_tid";
        return Tasks.isKernelThread(task) ? task.followAs(member, "kthread") : Optional.empty();
    }

    /** {@code wq_worker_comm}, kernel/workqueue.c: "+" and the current work, or "-" and the last work. */
    private static String workerSuffix(KernelObject task) {
        return kthread(task)
                .flatMap(k -> k.followAs("data", "worker"))
                .filter(w -> w.number("pool") != 0)
                .map(w -> {
                    String description = w.text("desc");
                    String sign = w.number("current_work") != 0 ? "+" : "-";
                    return description.isEmpty() ? "" : sign + description;
                })
                .orElse("");
    }
}
