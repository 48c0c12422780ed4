package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.MountNamespaces;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.linux.mount.MountInfo;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A row of {@code mounts}. */
@Table(
        name = "mounts",
        help = "A mount in a mount namespace, as in /proc/PID/mountinfo of its processes.",
        identity = {"target", "root", "type", "source", "options"},
        joins = {
            @Join(
                    name = "namespace",
                    table = "namespaces",
                    on = "mount_ns",
                    to = "inum",
                    help = "The mount namespace of the mount"),
            @Join(
                    name = "users",
                    table = "process_namespaces",
                    on = "mount_ns",
                    to = "mnt",
                    many = true,
                    help = "The processes in the mount namespace")
        })
public record MountRow(
        @Column(value = "Address of the struct mount", address = true)
        long address,

        @Column("Inode number of the mount namespace") long mountNs,
        @Column("Id of the mount") int mountId,
        @Column("Id of the parent mount") int parentId,
        @Column("Device as major:minor") String device,

        @Column("Directory of the file system that is mounted; special characters as \\040")
        String root,

        @Column("Mount point as in the namespace's own mountinfo; special characters as \\040")
        String target,

        @Column("Options of the mount") String options,
        @Column("Options of the file system") String superOptions,

        @Column("shared:N, master:N, propagate_from:N, unbindable; null for a private mount")
        String propagation,

        @Column("Type of the file system") String type,

        @Column("Source of the mount, as the file system names it")
        String source) {

    static void walk(Walk<MountRow> walk) {
        MountNamespaces namespaces = MountNamespaces.of(walk.kernel());
        namespaces
                .without()
                .forEach(task -> walk.problem(
                        task.address(),
                        "reading the mount namespace of a process",
                        "the process has no mount namespace, although it has others"));
        Set<String> undecoded = new HashSet<>();
        namespaces
                .roots()
                .forEach((namespace, root) ->
                        walk.attempt(namespace.address(), "listing the mounts of a namespace", () -> {
                            Chain mounts = namespaces.mounts(namespace);
                            mounts.damage()
                                    .ifPresent(why -> walk.problem(
                                            namespace.address(), "listing the mounts of a namespace", why));
                            long counted = MountNamespaces.count(namespace);
                            if (mounts.entries().size() < counted) {
                                walk.problem(
                                        namespace.address(),
                                        "listing the mounts of a namespace",
                                        "%d mounts were found, but the kernel counts %d"
                                                .formatted(mounts.entries().size(), counted));
                            }
                            long inum = Namespaces.inum(namespace);
                            for (KernelObject mount : mounts.entries()) {
                                walk.attempt(
                                        mount.address(),
                                        "reading a mount",
                                        () -> row(walk, mount, namespace, inum, root, undecoded)
                                                .ifPresent(walk::emit));
                            }
                        }));
    }

    /**
     * Empty for a mount outside of the namespace's root directory, such as the initial rootfs, which mountinfo omits.
     */
    private static Optional<MountRow> row(
            Walk<MountRow> walk,
            KernelObject mount,
            KernelObject namespace,
            long inum,
            Paths.Location root,
            Set<String> undecoded) {
        MountInfo info = new MountInfo(walk.kernel(), mount);
        Optional<String> target = info.target(root);
        if (target.isEmpty()) {
            walk.attempt(mount.address(), "computing the target of a mount", () -> {
                if (!info.isBelow(namespace.number("root"))) {
                    walk.problem(
                            mount.address(),
                            "computing the target of a mount",
                            "the chain of parent mounts does not lead to the root of the namespace");
                }
            });
            return Optional.empty();
        }
        String type = info.type();
        String superOptions = walk.attempt(
                        mount.address(),
                        "reading the options of a file system of type " + type,
                        () -> info.superOptions(() -> {
                            if (undecoded.add(type)) {
                                walk.problem(
                                        mount.address(),
                                        "reading the options of a file system",
                                        "this program can decode only the general options of the type " + type);
                            }
                        }))
                .orElse(null);
        return Optional.of(new MountRow(
                mount.address(),
                inum,
                info.id(),
                info.parentId(),
                info.device(),
                info.root(),
                target.get(),
                info.options(),
                superOptions,
                info.propagation(root).orElse(null),
                type,
                info.source()));
    }
}
