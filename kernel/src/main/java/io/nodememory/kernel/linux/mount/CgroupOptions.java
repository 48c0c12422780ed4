package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of the file systems based on kernfs: cgroup of both versions; sysfs has none. kernel/cgroup/cgroup{,-v1}.c.
 */
public final class CgroupOptions {
    /** The flags of {@code cgroup_root} by enumerator, in the order of {@code cgroup_show_options}. */
    private static final Map<String, String> UNIFIED = new LinkedHashMap<>();

    /** In the order of {@code cgroup1_show_options}. */
    private static final Map<String, String> LEGACY = new LinkedHashMap<>();

    static {
        UNIFIED.put("CGRP_ROOT_NS_DELEGATE", "nsdelegate");
        UNIFIED.put("CGRP_ROOT_FAVOR_DYNMODS", "favordynmods");
        UNIFIED.put("CGRP_ROOT_MEMORY_LOCAL_EVENTS", "memory_localevents");
        UNIFIED.put("CGRP_ROOT_MEMORY_RECURSIVE_PROT", "memory_recursiveprot");
        UNIFIED.put("CGRP_ROOT_MEMORY_HUGETLB_ACCOUNTING", "memory_hugetlb_accounting");
        UNIFIED.put("CGRP_ROOT_PIDS_LOCAL_EVENTS", "pids_localevents");
        LEGACY.put("CGRP_ROOT_NOPREFIX", "noprefix");
        LEGACY.put("CGRP_ROOT_XATTR", "xattr");
        LEGACY.put("CGRP_ROOT_CPUSET_V2_MODE", "cpuset_v2_mode");
        LEGACY.put("CGRP_ROOT_FAVOR_DYNMODS", "favordynmods");
    }

    private CgroupOptions() {}

    static String decode(Kernel kernel, KernelObject superBlock) {
        StringBuilder options = new StringBuilder();
        String type = superBlock.target("s_type").text("name");
        if (type.equals("cgroup2")) {
            appendFlags(kernel, options, kernel.global("cgrp_dfl_root", "cgroup_root"), UNIFIED);
        } else if (type.equals("cgroup")) {
            legacy(kernel, options, root(superBlock));
        }
        return options.toString();
    }

    /** The hierarchy of a superblock. Its root directory is the root cgroup. */
    public static KernelObject root(KernelObject superBlock) {
        return superBlock
                .targetAs("s_fs_info", "kernfs_super_info")
                .target("root")
                .target("kn")
                .targetAs("priv", "cgroup")
                .target("root");
    }

    private static void legacy(Kernel kernel, StringBuilder options, KernelObject root) {
        long mask = root.number("subsys_mask");
        long table = kernel.address("cgroup_subsys");
        for (int id = 0; id < Integer.SIZE; id++) {
            if ((mask >>> id & 1) == 1) {
                KernelObject subsystem =
                        kernel.object("cgroup_subsys", kernel.memory().readPointer(table + 8L * id));
                options.append(',').append(subsystem.text("legacy_name"));
            }
        }
        appendFlags(kernel, options, root, LEGACY);
        String agent = root.text("release_agent_path");
        if (!agent.isEmpty()) {
            options.append(",release_agent=").append(escape(agent));
        }
        boolean clone = kernel.types()
                .constant("CGRP_CPUSET_CLONE_CHILDREN")
                .filter(bit -> (root.number("cgrp.flags") >>> bit & 1) == 1)
                .isPresent();
        if (clone) {
            options.append(",clone_children");
        }
        String name = root.text("name");
        if (!name.isEmpty()) {
            options.append(",name=").append(escape(name));
        }
    }

    private static void appendFlags(
            Kernel kernel, StringBuilder options, KernelObject root, Map<String, String> names) {
        long flags = root.number("flags");
        names.forEach((enumerator, name) -> kernel.types()
                .constant(enumerator)
                .filter(bit -> (flags & bit) != 0)
                .ifPresent(bit -> options.append(',').append(name)));
    }

    /** {@code seq_show_option}, include/linux/seq_file.h. */
    static String escape(String value) {
        return MountInfo.escape(value, ",= \t\n\\");
    }
}
