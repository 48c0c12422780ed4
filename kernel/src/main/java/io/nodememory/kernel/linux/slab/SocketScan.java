package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.OpenFiles;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Sockets by the memory that the kernel takes them from: the cache of their protocol ({@code proto.slab}, include/net/sock.h), or
 * for protocols without one that of other memory of their size.
 */
public final class SocketScan {
    /** Whose a {@code struct sock} in memory is. */
    public enum Kind {
        /** A process has it open. */
        OPEN,
        /** The kernel's own, such as that which answers pings. */
        KERNEL,
        /** A connection that nobody has open: not accepted yet, or closed while the other side has not answered. */
        ORPHAN,
        /** In use, but in no table of open files: passed on and not received yet, or used by the kernel for a process. */
        HELD,
        /** Closed; its memory has not been taken for another yet. */
        CLOSED
    }

    /** {@code SOCK_PACKET}, the highest of {@code enum sock_type}. */
    private static final int MAX_TYPE = 10;

    private final Kernel kernel;
    private final Map<Long, Integer> open = new HashMap<>();
    private final Set<Long> protocols = new HashSet<>();
    private final Map<Long, KernelObject> caches = new LinkedHashMap<>();
    private final Set<KernelObject> sockets = new LinkedHashSet<>();
    private final List<String> damage = new ArrayList<>();
    private final DirectMap direct;

    public SocketScan(Kernel kernel) {
        this.kernel = kernel;
        Tasks tasks = Tasks.of(kernel);
        tasks.processes().forEach(this::opened);
        protocols();
        open.keySet().forEach(this::learn);
        KernelObject any = tasks.processes().stream()
                .findFirst()
                .orElseThrow(() -> new UnreadableMemoryException(0, "no task is known whose memory others are near"));
        direct = new DirectMap(kernel, any.address());
        SlabScan scan = new SlabScan(kernel, caches.keySet());
        scan.damage().ifPresent(damage::add);
        for (KernelObject cache : caches.values()) {
            scan.damage(cache).ifPresent(damage::add);
            scan.objects(cache, direct).forEach(this::look);
        }
        long missing = open.keySet().stream()
                .filter(sock -> !sockets.contains(kernel.object("sock", sock)))
                .count();
        if (missing > 0 && scan.damage().isEmpty()) {
            damage.add("%d of %d open sockets are not in the memory that sockets are taken from"
                    .formatted(missing, open.size()));
        }
    }

    /** Each {@code struct sock}. */
    public List<KernelObject> sockets() {
        return List.copyOf(sockets);
    }

    /** Why some may be missing. */
    public List<String> damage() {
        return damage;
    }

    public long physical(KernelObject sock) {
        return direct.physical(sock.address());
    }

    /** The process that has it open, of several the one with the lowest id. */
    public Optional<Integer> owner(KernelObject sock) {
        return Optional.ofNullable(open.get(sock.address()));
    }

    public Kind kind(KernelObject sock) {
        if (open.containsKey(sock.address())) {
            return Kind.OPEN;
        } else if (sock.number("__sk_common.skc_refcnt") == 0) {
            return Kind.CLOSED;
        } else if (sock.number("__sk_common.skc_net_refcnt") == 0) {
            return Kind.KERNEL;
        }
        return sock.number("sk_socket") == 0 ? Kind.ORPHAN : Kind.HELD;
    }

    private void opened(KernelObject task) {
        OptionalLong operations = kernel.findAddress("socket_file_ops");
        try {
            int pid = Tasks.pid(task);
            for (KernelObject file : OpenFiles.of(task).files().values()) {
                if (operations.isPresent() && file.number("f_op") == operations.getAsLong()) {
                    file.followAs("private_data", "socket")
                            .flatMap(socket -> socket.follow("sk"))
                            .ifPresent(sock -> open.merge(sock.address(), pid, Math::min));
                }
            }
        } catch (UnreadableMemoryException e) {
            damage.add(e.getMessage());
        }
    }

    /** {@code proto_list}, net/core/sock.c; where its symbol is not known, the protocols of open sockets are all. */
    private void protocols() {
        kernel.findAddress("proto_list").ifPresent(head -> {
            Chain chain = LinkedLists.list(kernel.types(), head, "proto", "node");
            chain.damage().ifPresent(damage::add);
            for (KernelObject protocol : chain.entries()) {
                try {
                    protocols.add(protocol.address());
                    protocol.follow("slab").ifPresent(cache -> caches.put(cache.address(), cache));
                } catch (UnreadableMemoryException e) {
                    damage.add(e.getMessage());
                }
            }
        });
    }

    /** From an open socket the memory that those of its protocol are in. */
    private void learn(long address) {
        try {
            KernelObject sock = kernel.object("sock", address);
            protocols.add(sock.number("__sk_common.skc_prot"));
            if (sock.target("__sk_common.skc_prot").number("slab") == 0) {
                SlabCaches.of(kernel, address).ifPresent(cache -> caches.put(cache.address(), cache));
            }
        } catch (UnreadableMemoryException e) {
            damage.add(e.getMessage());
        }
    }

    /** What has not been used yet, and what else is in memory of that size, belongs to no protocol. */
    private void look(long address) {
        KernelObject sock = kernel.object("sock", address);
        try {
            long type = sock.number("sk_type");
            if (protocols.contains(sock.number("__sk_common.skc_prot")) && type > 0 && type <= MAX_TYPE) {
                sockets.add(sock);
            }
        } catch (UnreadableMemoryException e) {
            // A hole in the image, which its coverage tells
        }
    }
}
