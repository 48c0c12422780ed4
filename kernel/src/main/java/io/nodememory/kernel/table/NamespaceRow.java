package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Namespaces.Kind;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A row of {@code namespaces}. */
@Table(
        name = "namespaces",
        help = "A namespace of a process, or an ancestor of such a namespace.",
        identity = {"kind", "host", "level", "owner_uid"})
public record NamespaceRow(
        @Column(value = "Address of the namespace's struct", address = true)
        long address,

        @Column("Inode number, as in mnt:[4026531840]") long inum,

        @Column("mnt, pid, net, ipc, uts, user, cgroup or time")
        String kind,

        @Column("Number of processes in the namespace") int pids,

        @Column("User id of the creator of the owning user namespace, in the root user namespace")
        Long ownerUid,

        @Column("Depth below the root namespace; for pid and user namespaces")
        Integer level,

        @Column("Whether it is the host's namespace, that of process 1")
        boolean host) {

    static void walk(Walk<NamespaceRow> walk) {
        Map<Kind, Map<KernelObject, Integer>> found = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            found.put(kind, new LinkedHashMap<>());
        }
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(
                    task.address(),
                    "reading the namespaces of a process",
                    () -> Namespaces.of(task).forEach((kind, ns) -> {
                        found.get(kind).merge(ns, 1, Integer::sum);
                        addParents(found.get(kind), ns);
                    }));
        }
        Map<Kind, Long> host = walk.attempt(0, "reading the host's namespaces", () -> HostNamespaces.of(walk.kernel()))
                .orElseGet(HashMap::new);
        found.forEach((kind, namespaces) -> namespaces.forEach((ns, pids) -> walk.attempt(
                ns.address(), "reading a namespace", () -> walk.emit(row(kind, ns, pids, host.get(kind))))));
    }

    /** Adds parents, which live as long as their children, with or without processes of their own. */
    private static void addParents(Map<KernelObject, Integer> namespaces, KernelObject namespace) {
        Optional<KernelObject> up = parent(namespace);
        while (up.isPresent() && namespaces.putIfAbsent(up.get(), 0) == null) {
            up = parent(up.get());
        }
    }

    private static Optional<KernelObject> parent(KernelObject namespace) {
        return namespace.has("parent") ? namespace.follow("parent") : Optional.empty();
    }

    private static NamespaceRow row(Kind kind, KernelObject ns, int pids, Long host) {
        long inum = Namespaces.inum(ns);
        KernelObject user = kind == Kind.USER ? ns : ns.target("user_ns");
        return new NamespaceRow(
                ns.address(),
                inum,
                kind.label(),
                pids,
                user.number("owner") & 0xffff_ffffL,
                ns.numberIfPresent("level").map(Long::intValue).orElse(null),
                host != null && host == inum);
    }
}
