package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Namespaces.Kind;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.object.RedBlackTree;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The mount namespaces of processes, and the mounts in them. */
public final class MountNamespaces {
    private final Kernel kernel;
    private final Map<KernelObject, Paths.Location> roots = new LinkedHashMap<>();
    private final Set<KernelObject> without = new LinkedHashSet<>();

    private MountNamespaces(Kernel kernel) {
        this.kernel = kernel;
        Map<KernelObject, Map<Paths.Location, Integer>> votes = new LinkedHashMap<>();
        // Since 7.x kernel threads have an empty root of their own, so they count only for a namespace without user
        // processes
        vote(votes, task -> !Tasks.isKernelThread(task));
        Set<KernelObject> known = Set.copyOf(votes.keySet());
        vote(votes, task -> Tasks.isKernelThread(task) && !known.contains(namespaceOf(task)));
        votes.forEach((namespace, counts) -> roots.put(namespace, mostCommon(counts)));
    }

    private void vote(Map<KernelObject, Map<Paths.Location, Integer>> votes, Predicate<KernelObject> voters) {
        for (KernelObject task : Tasks.of(kernel).processes()) {
            try {
                KernelObject namespace = namespaceOf(task);
                if (namespace == null && task.number("nsproxy") != 0) {
                    without.add(task);
                }
                if (namespace != null && voters.test(task)) {
                    Map<Paths.Location, Integer> counts = votes.computeIfAbsent(namespace, n -> new LinkedHashMap<>());
                    task.follow("fs")
                            .flatMap(fs -> Paths.of(kernel).location(fs.embedded("root")))
                            .ifPresent(root -> counts.merge(root, 1, Integer::sum));
                }
            } catch (UnreadableMemoryException e) {
                // The table tasks reports it; another process of the namespace may still be readable.
            }
        }
    }

    private static KernelObject namespaceOf(KernelObject task) {
        return Namespaces.of(task).get(Kind.MNT);
    }

    public static MountNamespaces of(Kernel kernel) {
        return kernel.shared(MountNamespaces.class, MountNamespaces::new);
    }

    /**
     * Each namespace with the root directory from which its mountinfo is computed. That is the root of most of its
     * processes, since some may have changed theirs by chroot(2). Null if no process of the namespace has a root left.
     */
    public Map<KernelObject, Paths.Location> roots() {
        return roots;
    }

    /** Processes that have namespaces of other kinds but no mount namespace. Only damage can cause this. */
    public Set<KernelObject> without() {
        return without;
    }

    private static Paths.Location mostCommon(Map<Paths.Location, Integer> counts) {
        Paths.Location best = null;
        int most = 0;
        for (Map.Entry<Paths.Location, Integer> entry : counts.entrySet()) {
            if (entry.getValue() > most) {
                best = entry.getKey();
                most = entry.getValue();
            }
        }
        return best;
    }

    /** The {@code struct mount} objects of a namespace. */
    public Chain mounts(KernelObject namespace) {
        Chain all;
        if (namespace.has("list")) {
            all = LinkedLists.list(kernel.types(), namespace.addressOf("list"), "mount", "mnt_list");
        } else {
            // A red-black tree since 6.8
            all = RedBlackTree.entries(kernel.types(), namespace.addressOf("mounts"), "mount", "mnt_node");
        }
        List<KernelObject> real = new ArrayList<>();
        Optional<String> damage = all.damage();
        for (KernelObject mount : all.entries()) {
            try {
                // Before 6.8 the list also contains cursors of mountinfo readers, which have no superblock
                if (mount.number("mnt.mnt_sb") != 0) {
                    real.add(mount);
                }
            } catch (UnreadableMemoryException e) {
                damage = Optional.of(e.getMessage());
            }
        }
        return new Chain(real, damage);
    }

    /** The kernel's own count of mounts in a namespace: {@code nr_mounts} since 6.8, {@code mounts} before. */
    public static long count(KernelObject namespace) {
        return namespace.number(namespace.has("nr_mounts") ? "nr_mounts" : "mounts");
    }
}
