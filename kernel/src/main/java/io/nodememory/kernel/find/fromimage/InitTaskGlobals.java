package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code init_task} by its name and its lists, and the initial objects to which it points. */
final class InitTaskGlobals {
    /** Members of init_task, by the name of the variable that they point at (init/init_task.c). */
    private static final Map<String, String> POINTERS = Map.of(
            "cred", "init_cred",
            "cred.user_ns", "init_user_ns",
            "nsproxy", "init_nsproxy",
            "fs", "init_fs",
            "files", "init_files",
            "signal", "init_signals",
            "sighand", "init_sighand",
            "cgroups", "init_css_set");

    /** Members of init_nsproxy, likewise (kernel/nsproxy.c). */
    private static final Map<String, String> NAMESPACES = Map.of(
            "uts_ns", "init_uts_ns",
            "ipc_ns", "init_ipc_ns",
            "pid_ns_for_children", "init_pid_ns",
            "net_ns", "init_net",
            "time_ns", "init_time_ns",
            "cgroup_ns", "init_cgroup_ns");

    private InitTaskGlobals() {}

    static void find(GlobalSearch search) {
        long comm = search.types().offsetOf("task_struct", "comm");
        for (KernelRegion region : search.kernel().regions()) {
            byte[] name = "swapper/0\0".getBytes(StandardCharsets.US_ASCII);
            for (int at = KernelIdentity.find(region.content(), name, 0);
                    at >= 0;
                    at = KernelIdentity.find(region.content(), name, at + 1)) {
                long address = region.start() + at - comm;
                if (search.inImage(address) && consistent(search, search.types().object("task_struct", address))) {
                    search.found("init_task", address);
                    pointers(search, search.types().object("task_struct", address));
                    return;
                }
            }
        }
    }

    /** The first task is its own parent and leader, and its list of tasks leads back to it. */
    private static boolean consistent(GlobalSearch search, KernelObject task) {
        return task.number("pid") == 0
                && task.number("parent") == task.address()
                && task.number("group_leader") == task.address()
                && search.pointer(task.number("tasks.next") + 8).equals(OptionalLong.of(task.addressOf("tasks")))
                && search.pointer(task.number("tasks.prev")).equals(OptionalLong.of(task.addressOf("tasks")));
    }

    private static void pointers(GlobalSearch search, KernelObject task) {
        POINTERS.forEach((path, name) -> follow(task, path).ifPresent(to -> search.found(name, to)));
        search.object("init_nsproxy", "nsproxy")
                .ifPresent(nsproxy -> NAMESPACES.forEach((member, name) -> {
                    if (nsproxy.has(member)) {
                        search.found(name, nsproxy.number(member));
                    }
                }));
        search.object("init_css_set", "css_set")
                .flatMap(set -> set.follow("dfl_cgrp"))
                .filter(cgroup -> cgroup.has("root"))
                .ifPresent(cgroup -> search.found("cgrp_dfl_root", cgroup.number("root")));
        // Since 6.1 every network namespace says which table of TCP sockets it uses: the first one the global one.
        search.object("init_net", "net")
                .filter(net -> net.has("ipv4.tcp_death_row.hashinfo"))
                .ifPresent(net -> search.found("tcp_hashinfo", net.number("ipv4.tcp_death_row.hashinfo")));
        // Mounts that map no ids point at the one map that maps none (fs/mnt_idmapping.c).
        search.object("init_nsproxy", "nsproxy")
                .flatMap(nsproxy -> nsproxy.follow("mnt_ns"))
                .flatMap(namespace -> namespace.follow("root"))
                .filter(root -> root.has("mnt.mnt_idmap"))
                .ifPresent(root -> search.found("nop_mnt_idmap", root.number("mnt.mnt_idmap")));
    }

    private static Optional<Long> follow(KernelObject task, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return task.has(path) ? Optional.of(task.number(path)) : Optional.empty();
        }
        return task.follow(path.substring(0, dot)).map(next -> next.number(path.substring(dot + 1)));
    }
}
