package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Computes the full paths of dentries through mounts: {@code d_path} and {@code prepend_path}, fs/d_path.c. */
public final class Paths {
    /**
     * A mount and a dentry on it: the kernel's {@code struct path}.
     *
     * @param mount the {@code struct mount} that contains the vfsmount
     */
    public record Location(KernelObject mount, KernelObject dentry) {}

    /** A path, and whether the walk ended at the given root rather than at the top of another tree of mounts. */
    private record Walked(String path, boolean reachedRoot) {}

    private final Kernel kernel;
    private final Map<Location, String> hostPaths = new HashMap<>();
    private final Optional<Location> hostRoot;

    private Paths(Kernel kernel) {
        this.kernel = kernel;
        this.hostRoot = hostRoot();
    }

    /** The root of process 1, where paths end, because a process of the host reads /proc. */
    private Optional<Location> hostRoot() {
        for (KernelObject task : Tasks.of(kernel).processes()) {
            try {
                if (Tasks.pid(task) == 1) {
                    return task.follow("fs").flatMap(fs -> location(fs.embedded("root")));
                }
            } catch (UnreadableMemoryException e) {
                // Paths then end at the top of the mounts, which is nearly always the same
                kernel.problems()
                        .add("tasks", task.address(), "reading the root directory of process 1", e.getMessage());
            }
        }
        return Optional.empty();
    }

    public static Paths of(Kernel kernel) {
        return kernel.shared(Paths.class, Paths::new);
    }

    /** Resolves a {@code struct path}; empty where it is null. */
    public Optional<Location> location(KernelObject path) {
        Optional<KernelObject> dentry = path.follow("dentry");
        Optional<KernelObject> mount = path.follow("mnt").map(mnt -> mnt.containerOf("mount", "mnt"));
        return dentry.isEmpty() || mount.isEmpty()
                ? Optional.empty()
                : Optional.of(new Location(mount.get(), dentry.get()));
    }

    /** The path that a process of the host reads in {@code /proc}, without {@code " (deleted)"}. */
    public synchronized String hostPath(Location location) {
        String known = hostPaths.get(location);
        if (known == null) {
            known = pseudoName(location.dentry(), location.mount())
                    .orElseGet(() -> walk(location, hostRoot.orElse(null)).path());
            hostPaths.put(location, known);
        }
        return known;
    }

    /** The path that {@code readlink} returns for a link in {@code /proc}, with {@code " (deleted)"}. */
    public String hostLink(Location location) {
        return hostPath(location) + (isDeleted(location) ? " (deleted)" : "");
    }

    /**
     * Returns whether {@code /proc} marks the file as deleted: its name was removed or, as for a memfd, never existed.
     */
    public boolean isDeleted(Location location) {
        return Dentries.isUnlinked(location.dentry())
                || pseudoMaker(location.dentry(), location.mount())
                        .filter("simple_dname"::equals)
                        .isPresent();
    }

    /** The path below {@code root}; empty if it lies outside of it: {@code seq_path_root}. */
    public Optional<String> below(Location root, Location location) {
        Walked walked = walk(location, root);
        return walked.reachedRoot() ? Optional.of(walked.path()) : Optional.empty();
    }

    /** The path inside its own file system. */
    public static String pathOnDevice(KernelObject dentry) {
        Deque<String> names = new ArrayDeque<>();
        Set<Long> visited = new HashSet<>();
        KernelObject at = dentry;
        while (!Dentries.isRoot(at) && visited.add(at.address())) {
            names.push(Dentries.name(at));
            at = at.target("d_parent");
        }
        return "/" + String.join("/", names);
    }

    private static Walked walk(Location from, Location root) {
        Deque<String> names = new ArrayDeque<>();
        Set<Location> visited = new HashSet<>();
        KernelObject mount = from.mount();
        KernelObject dentry = from.dentry();
        while (true) {
            if (root != null && dentry.equals(root.dentry()) && mount.equals(root.mount())) {
                return new Walked("/" + String.join("/", names), true);
            }
            if (!visited.add(new Location(mount, dentry))) {
                break;
            }
            if (dentry.address() == mount.number("mnt.mnt_root")) {
                long parent = mount.number("mnt_parent");
                if (parent == mount.address() || parent == 0) {
                    break;
                }
                dentry = mount.target("mnt_mountpoint");
                mount = mount.at(parent);
            } else if (Dentries.isRoot(dentry)) {
                // Not below the root of its mount: a bind mount whose source was moved away
                return new Walked("/", false);
            } else {
                names.push(Dentries.name(dentry));
                dentry = dentry.target("d_parent");
            }
        }
        return new Walked("/" + String.join("/", names), false);
    }

    /** The name that the {@code d_dname} operation of a pseudo file system generates, if the dentry has one. */
    private Optional<String> pseudoName(KernelObject dentry, KernelObject mount) {
        return pseudoMaker(dentry, mount).map(maker -> switch (maker) {
            case "pipefs_dname" -> "pipe:[" + inode(dentry) + "]";
            case "sockfs_dname" -> "socket:[" + inode(dentry) + "]";
            case "anon_inodefs_dname" -> "anon_inode:" + Dentries.name(dentry);
            case "pidfs_dname" -> "anon_inode:[pidfd]";
            case "ns_dname" -> namespaceName(dentry);
            // memfd and System V shared memory use simple_dname; an unknown file system may do anything else
            default -> "/" + Dentries.name(dentry);
        });
    }

    /** The function that generates the name of a dentry. */
    private Optional<String> pseudoMaker(KernelObject dentry, KernelObject mount) {
        if (Dentries.isRoot(dentry) && dentry.address() == mount.number("mnt.mnt_root")) {
            return Optional.empty();
        }
        return dentry.follow("d_op")
                .map(operations -> operations.number("d_dname"))
                .filter(function -> function != 0)
                .map(function ->
                        kernel.nearestSymbol(function).map(Symbols.Symbol::name).orElse(""));
    }

    private static long inode(KernelObject dentry) {
        return dentry.target("d_inode").number("i_ino");
    }

    /** {@code ns_dname} and {@code nsfs_show_path}, fs/nsfs.c: the kind's name and the inode number. */
    public static String namespaceName(KernelObject dentry) {
        String kind = dentry.follow("d_inode")
                .flatMap(inode -> inode.followAs("i_private", "ns_common"))
                .flatMap(common -> common.follow("ops"))
                .map(ops -> ops.text("name"))
                .orElse("ns");
        return kind + ":[" + inode(dentry) + "]";
    }
}
