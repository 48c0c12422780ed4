package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.task.TaskViews;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds tasks in the memory that the kernel allocates them from: listed tasks, ended tasks and tasks that no list
 * contains.
 */
public final class TaskScan {
    /** The state of a {@code task_struct} in memory. */
    public enum Kind {
        /** In the kernel's lists of processes and threads. */
        LISTED,
        /** Ended; its memory is not yet reused. */
        ENDED,
        /** The idle task of a processor, which is in no list by design. */
        IDLE,
        /** A copy that fork(2) is creating. */
        STARTING,
        /** Alive and in no list. */
        UNLISTED
    }

    /** include/linux/sched.h. */
    private static final long TASK_DEAD = 0x80;

    private static final long TASK_NEW = 0x800;

    /** {@code PID_MAX_LIMIT}, include/linux/threads.h. */
    private static final long MAX_PID = 1 << 22;

    private final Kernel kernel;
    private final Set<Long> listed = new HashSet<>();
    private final Map<Long, Long> pids = new HashMap<>();
    private final Map<KernelObject, Kind> found = new HashMap<>();
    private final List<KernelObject> order = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private final DirectMap direct;

    public TaskScan(Kernel kernel) {
        this.kernel = kernel;
        TaskViews views = new TaskViews(kernel);
        views.damage().forEach((view, why) -> damage.add(why));
        Set<KernelObject> leaders = new LinkedHashSet<>(Tasks.of(kernel).processes());
        leaders.addAll(views.seen().keySet());
        leaders.forEach(this::list);
        KernelObject any = leaders.stream()
                .findFirst()
                .orElseThrow(() -> new UnreadableMemoryException(
                        0, "no task is known from which the slab cache of tasks can be found"));
        direct = new DirectMap(kernel, any.address());
        Map<Long, KernelObject> caches = new HashMap<>();
        for (KernelObject leader : leaders) {
            SlabCaches.of(kernel, leader.address()).ifPresent(cache -> caches.putIfAbsent(cache.address(), cache));
        }
        if (caches.isEmpty()) {
            damage.add("the pages of the listed tasks do not name their slab cache");
        }
        SlabScan scan = new SlabScan(kernel, caches.keySet());
        scan.damage().ifPresent(damage::add);
        for (KernelObject cache : caches.values()) {
            scan.damage(cache).ifPresent(damage::add);
            scan.objects(cache, direct).forEach(this::look);
        }
        long missing = listed.stream()
                .filter(task -> !found.containsKey(kernel.object("task_struct", task)))
                .count();
        if (missing > 0 && scan.damage().isEmpty()) {
            damage.add("%d of %d listed tasks are not in the slab caches of tasks".formatted(missing, listed.size()));
        }
    }

    /** The tasks in the order of their addresses, with their state. */
    public List<KernelObject> tasks() {
        return order;
    }

    public Kind kind(KernelObject task) {
        return found.get(task);
    }

    /** Why tasks may be missing or may belong to lists that could not be read. */
    public List<String> damage() {
        return damage;
    }

    public long physical(KernelObject task) {
        return direct.physical(task.address());
    }

    private void list(KernelObject leader) {
        try {
            for (KernelObject thread : Tasks.of(kernel).threads(leader).entries()) {
                listed.add(thread.address());
                pids.put(thread.number("pid"), thread.address());
            }
        } catch (UnreadableMemoryException e) {
            listed.add(leader.address());
            damage.add(e.getMessage());
        }
    }

    private void look(long address) {
        KernelObject task = kernel.object("task_struct", address);
        try {
            if (listed.contains(address) || isTask(task)) {
                order.add(task);
                found.put(task, classify(task));
            }
        } catch (UnreadableMemoryException e) {
            // A hole in the image, which its coverage reports
        }
    }

    /**
     * Returns whether the object is a task. Unused parts of a slab hold arbitrary bytes; values that every task has
     * from its creation on tell them apart.
     */
    private boolean isTask(KernelObject task) {
        long scheduler = task.number("sched_class");
        long pid = task.number("pid");
        long tgid = task.number("tgid");
        return scheduler >= kernel.address("_stext")
                && scheduler < kernel.address("_end")
                && pid >= 0
                && pid <= MAX_PID
                && tgid >= 0
                && tgid <= MAX_PID
                && isPointer(task.number("group_leader"))
                && isPointer(task.number("real_parent"))
                && isPointer(task.number("tasks.next"));
    }

    private static boolean isPointer(long value) {
        return value < 0 && value % Long.BYTES == 0;
    }

    private Kind classify(KernelObject task) {
        if (listed.contains(task.address())) {
            return Kind.LISTED;
        }
        long state = task.has("__state") ? task.number("__state") : task.number("state");
        if (task.number("usage") == 0 || (state & TASK_DEAD) != 0 || TaskViews.isGone(task)) {
            return Kind.ENDED;
        }
        if (task.number("pid") == 0 && task.number("mm") == 0) {
            return Kind.IDLE;
        }
        return (state & TASK_NEW) != 0 || pids.containsKey(task.number("pid")) ? Kind.STARTING : Kind.UNLISTED;
    }
}
