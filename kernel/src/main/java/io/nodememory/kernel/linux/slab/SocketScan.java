package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.OpenFiles;
import io.nodememory.kernel.linux.fs.SocketFiles;
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
import java.util.Set;

/**
 * Finds sockets in the memory that the kernel allocates them from: the cache of their protocol ({@code proto.slab},
 * include/net/sock.h), or the general cache of their size for protocols without one.
 */
public final class SocketScan {
    /** The use of a {@code struct sock} in memory. */
    public enum Kind {
        /** A process has it open. */
        OPEN,
        /** The kernel uses it itself, for example to answer pings. */
        KERNEL,
        /** A connection that no process has open: not yet accepted, or closed while the peer has not answered. */
        ORPHAN,
        /**
         * In use but in no table of open files: sent to another process and not yet received, or used by the kernel for
         * a process.
         */
        HELD,
        /** Closed; its memory is not yet reused. */
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
                .orElseThrow(() ->
                        new UnreadableMemoryException(0, "no task is known from which the slab caches can be found"));
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
            damage.add("%d of %d open sockets are not in the slab caches of sockets".formatted(missing, open.size()));
        }
    }

    /** Every {@code struct sock}. */
    public List<KernelObject> sockets() {
        return List.copyOf(sockets);
    }

    /** Why sockets may be missing. */
    public List<String> damage() {
        return damage;
    }

    /** Why sockets of whole protocols may be missing. */
    public Optional<String> lacking() {
        return kernel.findAddress("proto_list").isPresent()
                ? Optional.empty()
                : Optional.of("this kernel's symbols lack proto_list, so only the protocols of open sockets are known");
    }

    public long physical(KernelObject sock) {
        return direct.physical(sock.address());
    }

    /** The process that has the socket open; the lowest pid if several have. */
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
        SocketFiles files = new SocketFiles(kernel);
        try {
            int pid = Tasks.pid(task);
            for (KernelObject file : OpenFiles.of(kernel, task).files().values()) {
                if (files.isSocket(file)) {
                    file.followAs("private_data", "socket")
                            .flatMap(socket -> socket.follow("sk"))
                            .ifPresent(sock -> open.merge(sock.address(), pid, Math::min));
                }
            }
        } catch (UnreadableMemoryException e) {
            damage.add(e.getMessage());
        }
    }

    /** {@code proto_list}, net/core/sock.c. Without its symbol, only the protocols of open sockets are known. */
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

    /** Learns from an open socket the cache of its protocol. */
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

    /** Classifies an object. Unused memory and other objects of the same size belong to no protocol. */
    private void look(long address) {
        KernelObject sock = kernel.object("sock", address);
        try {
            long type = sock.number("sk_type");
            if (protocols.contains(sock.number("__sk_common.skc_prot")) && type > 0 && type <= MAX_TYPE) {
                sockets.add(sock);
            }
        } catch (UnreadableMemoryException e) {
            // A hole in the image, which its coverage reports
        }
    }
}
