package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Namespaces.Kind;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.EnumMap;
import java.util.Map;

/** A row of {@code process_namespaces}. */
@Table(
        name = "process_namespaces",
        help = "The namespaces of a process by inode number, and whether each is the host's.",
        joins = {
            @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"),
            @Join(
                    name = "mounts",
                    table = "mounts",
                    on = "mnt",
                    to = "mount_ns",
                    many = true,
                    help = "The mounts in the process's mount namespace")
        })
public record ProcessNamespaceRow(
        @Column(value = "Address of the task_struct", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Mount namespace") Long mnt,
        @Column("Pid namespace") Long pidNs,
        @Column("Network namespace") Long net,
        @Column("IPC namespace") Long ipc,
        @Column("UTS namespace") Long uts,
        @Column("User namespace") Long user,
        @Column("Cgroup namespace") Long cgroup,
        @Column("Time namespace") Long time,
        @Column("Whether the mount namespace is the host's") Boolean sharesHostMnt,
        @Column("Whether the pid namespace is the host's") Boolean sharesHostPid,

        @Column("Whether the network namespace is the host's")
        Boolean sharesHostNet,

        @Column("Whether the IPC namespace is the host's") Boolean sharesHostIpc,
        @Column("Whether the UTS namespace is the host's") Boolean sharesHostUts,
        @Column("Whether the user namespace is the host's") Boolean sharesHostUser,

        @Column("Whether the cgroup namespace is the host's")
        Boolean sharesHostCgroup,

        @Column("Whether the time namespace is the host's") Boolean sharesHostTime) {

    static void walk(Walk<ProcessNamespaceRow> walk) {
        Map<Kind, Long> host = walk.attempt(0, "reading the host's namespaces", () -> HostNamespaces.of(walk.kernel()))
                .orElseGet(() -> new EnumMap<>(Kind.class));
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            walk.attempt(task.address(), "reading the namespaces of a process", () -> {
                Map<Kind, Long> own = HostNamespaces.numbers(Namespaces.of(task));
                walk.emit(new ProcessNamespaceRow(
                        task.address(),
                        Tasks.pid(task),
                        own.get(Kind.MNT),
                        own.get(Kind.PID),
                        own.get(Kind.NET),
                        own.get(Kind.IPC),
                        own.get(Kind.UTS),
                        own.get(Kind.USER),
                        own.get(Kind.CGROUP),
                        own.get(Kind.TIME),
                        same(host, own, Kind.MNT),
                        same(host, own, Kind.PID),
                        same(host, own, Kind.NET),
                        same(host, own, Kind.IPC),
                        same(host, own, Kind.UTS),
                        same(host, own, Kind.USER),
                        same(host, own, Kind.CGROUP),
                        same(host, own, Kind.TIME)));
            });
        }
    }

    private static Boolean same(Map<Kind, Long> host, Map<Kind, Long> own, Kind kind) {
        Long mine = own.get(kind);
        Long hosts = host.get(kind);
        return (mine == null || hosts == null) ? null : mine.equals(hosts);
    }
}
