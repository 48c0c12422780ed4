package io.nodememory.kernel.linux.container;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cgroups of tasks, as {@code /proc/PID/cgroup} shows them to the host. */
public final class Cgroups {
    /** An upper bound above the depth of any hierarchy; a longer chain of parents is damaged. */
    private static final int MAX_DEPTH = 256;

    private final Kernel kernel;
    private final Map<Long, Optional<String>> pathsByCssSet = new HashMap<>();

    private Cgroups(Kernel kernel) {
        this.kernel = kernel;
    }

    public static Cgroups of(Kernel kernel) {
        return kernel.shared(Cgroups.class, Cgroups::new);
    }

    /**
     * The path of a task's cgroup in the unified hierarchy.
     *
     * <p>If the task is at the root of that hierarchy, this is its path in a version 1 hierarchy: the first with the
     * path of a container, else the first other than the root.
     */
    public synchronized Optional<String> path(KernelObject task) {
        Optional<KernelObject> cssSet = task.follow("cgroups");
        if (cssSet.isEmpty()) {
            return Optional.empty();
        }
        long key = cssSet.get().address();
        Optional<String> known = pathsByCssSet.get(key);
        if (known == null) {
            known = resolve(cssSet.get());
            pathsByCssSet.put(key, known);
        }
        return known;
    }

    private Optional<String> resolve(KernelObject cssSet) {
        Optional<String> unified =
                cssSet.follow("dfl_cgrp").flatMap(cgroup -> cgroup.follow("kn")).map(Cgroups::kernfsPath);
        if (unified.isPresent() && !unified.get().equals("/")) {
            return unified;
        }
        List<String> legacy = new ArrayList<>();
        for (KernelObject link : LinkedLists.list(
                        kernel.types(), cssSet.addressOf("cgrp_links"), "cgrp_cset_link", "cgrp_link")
                .entries()) {
            link.follow("cgrp")
                    .flatMap(cgroup -> cgroup.follow("kn"))
                    .map(Cgroups::kernfsPath)
                    .filter(path -> !path.equals("/"))
                    .ifPresent(legacy::add);
        }
        return legacy.stream()
                .filter(path -> ContainerPath.parse(path).isPresent())
                .findFirst()
                .or(() -> legacy.stream().findFirst())
                .or(() -> unified);
    }

    /** The path of a {@code kernfs_node} below its root. */
    public static String kernfsPath(KernelObject node) {
        // 6.15 renamed parent because it is read under RCU
        String parent = node.has("__parent") ? "__parent" : "parent";
        Deque<String> names = new ArrayDeque<>();
        Optional<KernelObject> up = node.follow(parent);
        KernelObject at = node;
        while (up.isPresent() && names.size() < MAX_DEPTH) {
            names.push(at.text("name"));
            at = up.get();
            up = at.follow(parent);
        }
        return "/" + String.join("/", names);
    }
}
