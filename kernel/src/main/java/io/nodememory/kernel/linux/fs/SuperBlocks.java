package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The file systems in use ({@code super_block}), and their mounts. */
public final class SuperBlocks {
    /**
     * A mount of a file system.
     *
     * @param namespace the mount namespace
     * @param mount the {@code struct mount}
     */
    public record Place(KernelObject namespace, KernelObject mount) {}

    /** include/uapi/linux/magic.h: proc, sysfs, cgroup, cgroup2, debugfs, tracefs, securityfs, selinuxfs, configfs. */
    private static final Set<Long> MADE_WHEN_READ = Set.of(
            0x9fa0L,
            0x6265_6572L,
            0x0027_e0ebL,
            0x6367_7270L,
            0x6462_6720L,
            0x7472_6163L,
            0x7363_6673L,
            0xf97c_ff8cL,
            0x6265_6570L);

    private final Set<KernelObject> all = new LinkedHashSet<>();
    private final Map<KernelObject, Place> places = new LinkedHashMap<>();
    private final List<String> damage = new ArrayList<>();

    private SuperBlocks(Kernel kernel) {
        MountNamespaces namespaces = MountNamespaces.of(kernel);
        Optional<KernelObject> host = Tasks.of(kernel).processes().stream()
                .filter(task -> Tasks.pid(task) == 1)
                .findFirst()
                .map(init -> Namespaces.of(init).get(Namespaces.Kind.MNT));
        host.ifPresent(namespace -> place(namespaces, namespace));
        namespaces.roots().keySet().stream()
                .filter(namespace -> !host.equals(Optional.of(namespace)))
                .forEach(namespace -> place(namespaces, namespace));
        // Includes file systems that are not mounted: pipes, shared memory, and those unmounted while in use
        OptionalLong head = kernel.findAddress("super_blocks");
        if (head.isPresent()) {
            Chain chain = LinkedLists.list(kernel.types(), head.getAsLong(), "super_block", "s_list");
            chain.damage().ifPresent(damage::add);
            all.addAll(chain.entries());
        } else {
            damage.add("this kernel's symbols lack super_blocks, so only mounted file systems are known");
        }
    }

    public static SuperBlocks of(Kernel kernel) {
        return kernel.shared(SuperBlocks.class, SuperBlocks::new);
    }

    public Set<KernelObject> all() {
        return all;
    }

    /** Returns whether the kernel generates the content of the files on every read, so that it is never cached. */
    public static boolean isMadeWhenRead(KernelObject superBlock) {
        return MADE_WHEN_READ.contains(superBlock.number("s_magic"));
    }

    /** Why file systems may be missing. */
    public List<String> damage() {
        return damage;
    }

    /**
     * The mount that shows most of a file system: its whole tree rather than a part of it, and the host's namespace
     * rather than others.
     */
    public Optional<Place> place(KernelObject superBlock) {
        return Optional.ofNullable(places.get(superBlock));
    }

    private void place(MountNamespaces namespaces, KernelObject namespace) {
        Chain mounts = namespaces.mounts(namespace);
        mounts.damage().ifPresent(damage::add);
        for (KernelObject mount : mounts.entries()) {
            try {
                KernelObject superBlock = mount.embedded("mnt").target("mnt_sb");
                all.add(superBlock);
                Place known = places.get(superBlock);
                if (known == null || (!isWhole(known.mount()) && isWhole(mount))) {
                    places.put(superBlock, new Place(namespace, mount));
                }
            } catch (UnreadableMemoryException e) {
                damage.add(e.getMessage());
            }
        }
    }

    private static boolean isWhole(KernelObject mount) {
        return Dentries.isRoot(mount.embedded("mnt").target("mnt_root"));
    }
}
