package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.net.NetNamespaces;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.RedBlackTree;
import io.nodememory.kernel.open.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The files of /proc that belong to no process: {@code struct proc_dir_entry}, fs/proc/generic.c. */
public final class ProcEntries {
    private static final int MAX_NAME = 256;

    private final Kernel kernel;
    private final Map<KernelObject, String> paths = new LinkedHashMap<>();
    private final Map<Long, String> damage = new LinkedHashMap<>();
    private final Set<KernelObject> seen = new HashSet<>();

    public ProcEntries(Kernel kernel) {
        this.kernel = kernel;
        kernel.findAddress("proc_root").ifPresent(root -> walk(kernel.object("proc_dir_entry", root), "/proc"));
        Chain namespaces = NetNamespaces.all(kernel);
        namespaces.damage().ifPresent(why -> damage.put(kernel.address("net_namespace_list"), why));
        for (KernelObject namespace : namespaces.entries()) {
            try {
                namespace
                        .followAs("proc_net", "proc_dir_entry")
                        .ifPresentOrElse(
                                net -> walk(net, "/proc/net"),
                                () -> damage.put(
                                        namespace.addressOf("proc_net"), "a network namespace has no /proc/net"));
            } catch (UnreadableMemoryException e) {
                damage.put(namespace.address(), e.getMessage());
            }
        }
    }

    /** The entries with their paths; those of a network namespace are below /proc/net. */
    public Map<KernelObject, String> paths() {
        return paths;
    }

    /** Why entries may be missing, by the address of the unreadable object. */
    public Map<Long, String> damage() {
        return damage;
    }

    private void walk(KernelObject top, String path) {
        Deque<KernelObject> open = new ArrayDeque<>();
        if (seen.add(top)) {
            paths.put(top, path);
            open.add(top);
        }
        while (!open.isEmpty()) {
            KernelObject directory = open.pop();
            Chain files = RedBlackTree.entries(
                    kernel.types(), directory.addressOf("subdir"), "proc_dir_entry", "subdir_node");
            files.damage().ifPresent(why -> damage.put(directory.address(), why));
            if (directory.equals(top) && files.entries().isEmpty()) {
                damage.put(directory.address(), path + " contains no files");
            }
            for (KernelObject file : files.entries()) {
                try {
                    if (seen.add(file)) {
                        long name = file.number("name");
                        String text = new String(kernel.memory().readCString(name, MAX_NAME), StandardCharsets.UTF_8);
                        paths.put(file, paths.get(directory) + "/" + text);
                        open.add(file);
                    }
                } catch (UnreadableMemoryException e) {
                    damage.put(file.address(), e.getMessage());
                }
            }
        }
    }
}
