package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.object.KernelObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The namespaces of tasks: {@code nsproxy}, {@code struct pid} and {@code cred}. */
public final class Namespaces {
    /** Kinds of namespaces, by the names in {@code /proc/PID/ns}. */
    public enum Kind {
        MNT("mnt_namespace", "mnt_ns"),
        PID("pid_namespace", null),
        NET("net", "net_ns"),
        IPC("ipc_namespace", "ipc_ns"),
        UTS("uts_namespace", "uts_ns"),
        USER("user_namespace", null),
        CGROUP("cgroup_namespace", "cgroup_ns"),
        TIME("time_namespace", "time_ns");

        private final String struct;
        private final String proxyMember;

        Kind(String struct, String proxyMember) {
            this.struct = struct;
            this.proxyMember = proxyMember;
        }

        /** The kernel's struct for this kind of namespace. */
        public String struct() {
            return struct;
        }

        /** The name in {@code /proc/PID/ns}. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private Namespaces() {}

    /** The namespaces of a task. A dying task has lost most of them; an older kernel lacks some kinds. */
    public static Map<Kind, KernelObject> of(KernelObject task) {
        Map<Kind, KernelObject> all = new EnumMap<>(Kind.class);
        Optional<KernelObject> proxy = task.follow("nsproxy");
        for (Kind kind : Kind.values()) {
            find(task, proxy, kind).ifPresent(ns -> all.put(kind, ns));
        }
        return all;
    }

    private static Optional<KernelObject> find(KernelObject task, Optional<KernelObject> proxy, Kind kind) {
        return switch (kind) {
            case PID -> Pids.namespace(task);
            case USER -> task.target("real_cred").follow("user_ns");
            default -> proxy.filter(p -> p.has(kind.proxyMember)).flatMap(p -> p.follow(kind.proxyMember));
        };
    }

    /** The inode number of the namespace, as in {@code mnt:[4026531840]}. */
    public static long inum(KernelObject namespace) {
        return namespace.number("ns.inum");
    }
}
