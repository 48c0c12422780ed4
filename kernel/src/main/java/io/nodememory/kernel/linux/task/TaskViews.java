package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.object.XArray;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Processes in each of the structures that contain them. */
public final class TaskViews {
    /** The structures. */
    public enum View {
        /** {@code init_task.tasks}. */
        LIST,
        /** {@code init_pid_ns.idr}, which {@code /proc} and {@code kill(2)} use. */
        PID_TREE,
        /** The {@code children} of the parent. */
        CHILDREN,
        /** {@code signal->thread_head} of the process itself. */
        THREADS
    }

    /** include/linux/sched.h. */
    private static final long EXIT_DEAD = 0x10;

    /** Thread-group leaders with the structures that contain them. */
    private final Map<KernelObject, Set<View>> seen = new LinkedHashMap<>();

    private final Damage<View> damage = new Damage<>();
    private final Kernel kernel;

    public TaskViews(Kernel kernel) {
        this.kernel = kernel;
        Tasks tasks = Tasks.of(kernel);
        tasks.processes().forEach(task -> sight(task, View.LIST));
        tasks.damage().ifPresent(why -> damage.add(View.LIST, why));
        damage.look(View.PID_TREE, this::readPids);
        damage.look(View.CHILDREN, this::readChildren);
    }

    public Map<KernelObject, Set<View>> seen() {
        return seen;
    }

    /** Why a structure could not be read completely. */
    public Map<View, String> damage() {
        return damage.reasons();
    }

    private void sight(KernelObject task, View view) {
        seen.computeIfAbsent(task, t -> new HashSet<>()).add(view);
    }

    private void readPids() {
        KernelObject namespace = rootNamespace();
        XArray.Entries entries = XArray.entries(kernel.types(), namespace.addressOf("idr.idr_rt"));
        entries.damage().ifPresent(why -> damage.add(View.PID_TREE, why));
        for (XArray.Entry entry : entries.list()) {
            damage.look(View.PID_TREE, () -> readPid(kernel.object("pid", entry.pointer())));
        }
    }

    /** {@code init_pid_ns}. Without its symbol, it is the outermost namespace of any process. */
    private KernelObject rootNamespace() {
        if (kernel.findAddress("init_pid_ns").isPresent()) {
            return kernel.global("init_pid_ns", "pid_namespace");
        }
        return Tasks.of(kernel).processes().stream()
                .map(Pids::outermostNamespace)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new MissingSymbolException("this kernel's symbols lack init_pid_ns"));
    }

    /** {@code pid->tasks[PIDTYPE_PID]}: one task, either a thread or a whole process. */
    private void readPid(KernelObject pid) {
        Chain tasks = LinkedLists.hlist(kernel.types(), pid.elementAddress("tasks", 0), "task_struct", "pid_links");
        tasks.damage().ifPresent(why -> damage.add(View.PID_TREE, why));
        for (KernelObject task : tasks.entries()) {
            if (isLeader(task)) {
                sight(task, View.PID_TREE);
            }
        }
    }

    private static boolean isLeader(KernelObject task) {
        return task.number("group_leader") == task.address();
    }

    /** Reads the children of every thread. The walk includes processes that only their parent knows. */
    private void readChildren() {
        Deque<KernelObject> open = new ArrayDeque<>(seen.keySet());
        open.add(kernel.global("init_task", "task_struct"));
        Set<KernelObject> asked = new HashSet<>();
        while (!open.isEmpty()) {
            KernelObject leader = open.poll();
            if (asked.add(leader)) {
                damage.look(
                        View.CHILDREN,
                        () -> children(leader).forEach(child -> {
                            sight(child, View.CHILDREN);
                            open.add(child);
                        }));
            }
        }
    }

    private List<KernelObject> children(KernelObject leader) {
        Chain threads = LinkedLists.list(
                kernel.types(), leader.target("signal").addressOf("thread_head"), "task_struct", "thread_node");
        if (threads.entries().contains(leader) && seen.containsKey(leader)) {
            sight(leader, View.THREADS);
        }
        threads.damage().ifPresent(why -> damage.add(View.THREADS, why));
        Set<KernelObject> parents = new HashSet<>(threads.entries());
        parents.add(leader);
        List<KernelObject> children = new ArrayList<>();
        for (KernelObject parent : parents) {
            Chain chain = LinkedLists.list(kernel.types(), parent.addressOf("children"), "task_struct", "sibling");
            chain.damage().ifPresent(why -> damage.add(View.CHILDREN, why));
            chain.entries().stream().filter(TaskViews::isLeader).forEach(children::add);
        }
        return children;
    }

    /** Returns whether the task is dead ({@code EXIT_DEAD}) and leaves the structures one by one. */
    public static boolean isGone(KernelObject task) {
        return (task.number("exit_state") & EXIT_DEAD) != 0;
    }

    /**
     * Returns whether a structure contains the process; empty if it was not found and the structure could not be read
     * completely.
     */
    public Optional<Boolean> isIn(KernelObject task, View view) {
        boolean found = seen.get(task).contains(view);
        return found || !damage.reasons().containsKey(view) ? Optional.of(found) : Optional.empty();
    }

    /** The structures that should contain the process and do not; empty for none. */
    public Optional<String> hiddenFrom(KernelObject task) {
        List<String> missing = new ArrayList<>();
        for (View view : View.values()) {
            if (isIn(task, view).equals(Optional.of(false))) {
                missing.add(
                        switch (view) {
                            case LIST -> "the task list";
                            case PID_TREE -> "the tree of process ids";
                            case CHILDREN -> "the children of its parent";
                            case THREADS -> "its own list of threads";
                        });
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of("hidden from " + String.join(", ", missing));
    }
}
