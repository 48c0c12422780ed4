package io.nodememory.kernel.linux.container;

import io.nodememory.kernel.linux.fs.SuperBlocks;
import io.nodememory.kernel.linux.mount.CgroupOptions;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The hierarchies of cgroup version 1, kernel/cgroup/cgroup-v1.c.
 *
 * <p>Each names a program (empty for none) that the kernel starts as root in the host's namespaces when a cgroup with
 * notify_on_release becomes empty.
 */
public final class ReleaseAgents {
    private ReleaseAgents() {}

    /**
     * The {@code cgroup_root} objects without that of version 2. If the symbol of their list is unknown, only those
     * that are mounted.
     */
    public static Chain hierarchies(Kernel kernel) {
        if (kernel.findAddress("cgroup_roots").isEmpty()) {
            return mounted(kernel);
        }
        Chain all = LinkedLists.list(kernel.types(), kernel.address("cgroup_roots"), "cgroup_root", "root_list");
        long unified = kernel.address("cgrp_dfl_root");
        return new Chain(
                all.entries().stream().filter(root -> root.address() != unified).toList(), all.damage());
    }

    private static Chain mounted(Kernel kernel) {
        SuperBlocks superBlocks = SuperBlocks.of(kernel);
        List<KernelObject> roots = superBlocks.all().stream()
                .filter(block -> block.target("s_type").text("name").equals("cgroup"))
                .map(CgroupOptions::root)
                .toList();
        return new Chain(
                roots, Optional.of("this kernel's symbols lack cgroup_roots, so only mounted hierarchies are known"));
    }

    /**
     * The distinctive name of a hierarchy, as in /proc/PID/cgroup: {@code memory}, {@code cpu,cpuacct},
     * {@code name=systemd}.
     */
    public static String name(Kernel kernel, KernelObject root) {
        List<String> parts = new ArrayList<>();
        long mask = root.number("subsys_mask");
        for (int id = 0; id < Integer.SIZE; id++) {
            if ((mask >>> id & 1) == 1) {
                long subsystem = kernel.memory().readPointer(kernel.address("cgroup_subsys") + 8L * id);
                parts.add(kernel.object("cgroup_subsys", subsystem).text("legacy_name"));
            }
        }
        String name = root.text("name");
        if (!name.isEmpty()) {
            parts.add("name=" + name);
        }
        return String.join(",", parts);
    }
}
