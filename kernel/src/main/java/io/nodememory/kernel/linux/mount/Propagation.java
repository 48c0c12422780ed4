package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.object.KernelObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The optional fields of mountinfo: {@code show_mountinfo}, fs/proc_namespace.c, and fs/pnode.c. */
final class Propagation {
    private static final long MNT_SHARED = 0x1000;
    private static final long MNT_UNBINDABLE = 0x2000;
    /** Since 6.17 in {@code mnt_t_flags}, fs/mount.h. */
    private static final long T_SHARED = 1;

    private static final long T_UNBINDABLE = 2;

    private Propagation() {}

    /** {@code shared:1 master:2 propagate_from:3 unbindable}; empty for a private mount. */
    static Optional<String> of(KernelObject mount, Paths paths, Paths.Location root) {
        List<String> fields = new ArrayList<>();
        boolean ownFlags = mount.has("mnt_t_flags");
        long flags = ownFlags ? mount.number("mnt_t_flags") : mount.number("mnt.mnt_flags");
        if ((flags & (ownFlags ? T_SHARED : MNT_SHARED)) != 0) {
            fields.add("shared:" + mount.number("mnt_group_id"));
        }
        mount.follow("mnt_master").ifPresent(master -> {
            long group = master.number("mnt_group_id");
            fields.add("master:" + group);
            dominating(mount, paths, root)
                    .filter(id -> id != group)
                    .ifPresent(id -> fields.add("propagate_from:" + id));
        });
        if ((flags & (ownFlags ? T_UNBINDABLE : MNT_UNBINDABLE)) != 0) {
            fields.add("unbindable");
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", fields));
    }

    /** The nearest peer group up the chain of masters that has a mount below the root: {@code get_dominating_id}. */
    private static Optional<Long> dominating(KernelObject mount, Paths paths, Paths.Location root) {
        Set<KernelObject> visited = new HashSet<>();
        Optional<KernelObject> master = mount.follow("mnt_master");
        while (master.isPresent() && visited.add(master.get())) {
            Optional<KernelObject> peer = peerUnderRoot(master.get(), mount.number("mnt_ns"), paths, root);
            if (peer.isPresent()) {
                return peer.map(p -> p.number("mnt_group_id"));
            }
            master = master.get().follow("mnt_master");
        }
        return Optional.empty();
    }

    private static Optional<KernelObject> peerUnderRoot(
            KernelObject mount, long namespace, Paths paths, Paths.Location root) {
        Set<KernelObject> visited = new HashSet<>();
        KernelObject peer = mount;
        while (visited.add(peer)) {
            if (peer.number("mnt_ns") == namespace
                    && paths.below(root, mountRoot(peer)).isPresent()) {
                return Optional.of(peer);
            }
            peer = peer.memory().readPointer(peer.addressOf("mnt_share")) == 0 ? peer : nextPeer(peer);
        }
        return Optional.empty();
    }

    private static KernelObject nextPeer(KernelObject mount) {
        long next = mount.number("mnt_share.next");
        return mount.at(next - (mount.addressOf("mnt_share") - mount.address()));
    }

    static Paths.Location mountRoot(KernelObject mount) {
        return new Paths.Location(mount, mount.embedded("mnt").target("mnt_root"));
    }
}
