package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel's task list ({@code init_task.tasks}) and the threads of every process. */
public final class Tasks {
    /** {@code PF_EXITING} and {@code PF_KTHREAD}, include/linux/sched.h. */
    private static final long PF_EXITING = 4;

    private static final long PF_KTHREAD = 0x0020_0000;

    private final Kernel kernel;
    private final List<KernelObject> processes;
    private final Map<KernelObject, String> refused = new LinkedHashMap<>();
    private final Optional<String> damage;

    private Tasks(Kernel kernel) {
        this.kernel = kernel;
        KernelObject init = kernel.global("init_task", "task_struct");
        Chain chain = LinkedLists.list(kernel.types(), init.addressOf("tasks"), "task_struct", "tasks");
        List<KernelObject> tasks = new ArrayList<>();
        for (KernelObject task : chain.entries()) {
            TaskProof.against(task).ifPresentOrElse(why -> refused.put(task, why), () -> tasks.add(task));
        }
        this.processes = List.copyOf(tasks);
        this.damage = chain.damage();
    }

    public static Tasks of(Kernel kernel) {
        return kernel.shared(Tasks.class, Tasks::new);
    }

    /** The thread-group leaders in the order of the list, without the idle task. */
    public List<KernelObject> processes() {
        return processes;
    }

    /** Why the task list did not end regularly; empty if it did. */
    public Optional<String> damage() {
        return damage;
    }

    /** Members of the list that are no tasks, each with the reason. */
    public Map<KernelObject, String> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /** The threads of a process including its leader, from {@code signal->thread_head}. */
    public Chain threads(KernelObject leader) {
        KernelObject signal = leader.target("signal");
        Chain chain = LinkedLists.list(kernel.types(), signal.addressOf("thread_head"), "task_struct", "thread_node");
        List<KernelObject> threads = new ArrayList<>();
        Optional<String> trouble = chain.damage();
        for (KernelObject thread : chain.entries()) {
            Optional<String> why = TaskProof.against(thread, leader);
            if (why.isEmpty()) {
                threads.add(thread);
            }
            trouble = trouble.or(() -> why);
        }
        // A leader that damage or an attacker unlinked from its own threads is still a thread.
        if (!threads.contains(leader)) {
            threads.add(0, leader);
        }
        return new Chain(threads, trouble);
    }

    public static boolean isKernelThread(KernelObject task) {
        return (task.number("flags") & PF_KTHREAD) != 0;
    }

    /** Returns whether a user process should have memory but has none: it is neither a kernel thread nor exiting. */
    public static boolean lacksMemory(KernelObject task) {
        return (task.number("flags") & (PF_KTHREAD | PF_EXITING)) == 0
                && task.number("mm") == 0
                && task.number("exit_state") == 0;
    }

    /** The process id in the root namespace. */
    public static int pid(KernelObject task) {
        return (int) task.number("tgid");
    }

    /** The thread id in the root namespace. */
    public static int tid(KernelObject task) {
        return (int) task.number("pid");
    }
}
