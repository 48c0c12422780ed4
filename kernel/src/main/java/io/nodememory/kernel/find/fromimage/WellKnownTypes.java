package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The types of the kernel's variables that evidence is read from: BTF has those of per-CPU variables only. */
final class WellKnownTypes {
    private static final Map<String, String> STRUCTS = Map.ofEntries(
            Map.entry("init_task", "task_struct"),
            Map.entry("init_cred", "cred"),
            Map.entry("init_user_ns", "user_namespace"),
            Map.entry("init_nsproxy", "nsproxy"),
            Map.entry("init_uts_ns", "uts_namespace"),
            Map.entry("init_ipc_ns", "ipc_namespace"),
            Map.entry("init_pid_ns", "pid_namespace"),
            Map.entry("init_cgroup_ns", "cgroup_namespace"),
            Map.entry("init_time_ns", "time_namespace"),
            Map.entry("init_net", "net"),
            Map.entry("init_fs", "fs_struct"),
            Map.entry("init_files", "files_struct"),
            Map.entry("init_mm", "mm_struct"),
            Map.entry("init_css_set", "css_set"),
            Map.entry("cgrp_dfl_root", "cgroup_root"),
            Map.entry("nop_mnt_idmap", "mnt_idmap"),
            Map.entry("modules", "list_head"),
            Map.entry("net_namespace_list", "list_head"),
            Map.entry("super_blocks", "list_head"),
            Map.entry("iomem_resource", "resource"),
            Map.entry("ioport_resource", "resource"),
            Map.entry("socket_file_ops", "file_operations"),
            Map.entry("tcp_hashinfo", "inet_hashinfo"));

    /** Variables that are no structs, or whose struct BTF need not have. */
    private static final List<String> OTHERS = List.of(
            "linux_banner",
            "tk_core",
            "saved_command_line",
            "tainted_mask",
            "nr_cpu_ids",
            "_totalram_pages",
            "cap_last_cap",
            "cgroup_subsys",
            "__per_cpu_offset",
            "module_kset",
            "sys_call_table",
            "core_pattern",
            "modprobe_path",
            "kernel_locked_down",
            "usermodehelper_disabled",
            "prb");

    private WellKnownTypes() {}

    /** All names of an architecture, in alphabetical order. */
    static List<String> names(Architecture architecture) {
        return Stream.of(STRUCTS.keySet(), OTHERS, List.of(architecture.finder().topTable()), architecture.variables())
                .flatMap(Collection::stream)
                .sorted()
                .toList();
    }

    /** Whether the kernel can have the variable: it has the struct of which it is. */
    static boolean possible(String variable, BtfTypes types) {
        String struct = STRUCTS.get(variable);
        return struct == null || types.struct(struct).isPresent();
    }

    /** By the variable's name, of those types that the kernel has. */
    static Map<String, Type> of(BtfTypes types) {
        Map<String, Type> known = new HashMap<>();
        STRUCTS.forEach((variable, struct) -> {
            if (types.struct(struct).isPresent()) {
                known.put(variable, new Type.Reference(struct));
            }
        });
        return known;
    }
}
