package io.nodememory.kernel.table;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.net.NetNamespaces;
import io.nodememory.kernel.linux.net.SocketInfo;
import io.nodememory.kernel.linux.slab.SocketScan;
import io.nodememory.kernel.linux.slab.SocketScan.Kind;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** A row of {@code socket_scan}. */
@Table(
        name = "socket_scan",
        help = "A socket found in the kernel's slab caches, open or not: includes the kernel's own sockets, waiting"
                + " connections and closed sockets.",
        identity = {"family", "type", "protocol", "local_address", "local_port", "found"},
        bulky = true,
        joins =
                @Join(
                        name = "task",
                        table = "tasks",
                        on = "pid",
                        to = "pid",
                        help = "The process that has the socket open"))
public record SocketScanRow(
        @Column(value = "Address of the struct sock", address = true)
        long address,

        @Column(value = "Physical address of the socket", address = true)
        long physicalAddress,

        @Column(
                "open by a process, kernel, orphan (not yet accepted, or closed but still waiting), held outside of tables"
                        + " of open files, or closed")
        String found,

        @Column("Id of the process that has it open, in the root pid namespace; the lowest of several")
        Integer pid,

        @Column("AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET, …")
        String family,

        @Column("SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, …") String type,

        @Column("Protocol: tcp, udp, …; the family of netlink; the link protocol of packet sockets; null for unix")
        String protocol,

        @Column("Local address") String localAddress,
        @Column("Local port; for netlink the port id") Long localPort,
        @Column("Remote address") String remoteAddress,

        @Column("Remote port; for netlink the peer's port id")
        Long remotePort,

        @Column("State: LISTEN, ESTABLISHED, CLOSE (unconnected), …")
        String state,

        @Column("Name of a unix socket; null for a closed one")
        String path,

        @Column("Inode number of the network namespace; null if it no longer exists")
        Long netNs) {

    static void walk(Walk<SocketScanRow> walk) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "scanning memory for sockets", () -> {
            SocketScan scan = new SocketScan(kernel);
            scan.damage().forEach(why -> walk.problem(0, "scanning memory for sockets", why));
            scan.lacking().ifPresent(why -> walk.problem(0, "listing the protocols of sockets", why));
            Map<Long, Long> namespaces = new HashMap<>();
            NetNamespaces.all(kernel)
                    .entries()
                    .forEach(namespace -> namespaces.put(namespace.address(), Namespaces.inum(namespace)));
            for (KernelObject sock : scan.sockets()) {
                walk.attempt(sock.address(), "reading a socket", () -> walk.emit(row(scan, namespaces, sock)));
            }
        });
    }

    private static SocketScanRow row(SocketScan scan, Map<Long, Long> namespaces, KernelObject sock) {
        Kind kind = scan.kind(sock);
        SocketInfo info = new SocketInfo(sock);
        return new SocketScanRow(
                sock.address(),
                scan.physical(sock),
                kind.name().toLowerCase(Locale.ROOT),
                scan.owner(sock).orElse(null),
                info.family(),
                info.type(),
                left(kind, info::protocol),
                info.localAddress(),
                info.localPort(),
                info.remoteAddress(),
                info.remotePort(),
                info.state(),
                // Its path was freed before the socket itself
                kind == Kind.CLOSED ? null : info.path().orElse(null),
                namespaces.get(sock.number("__sk_common.skc_net.net")));
    }

    /** A value of a socket. In the memory of a closed socket, other data may have replaced a part. */
    private static <T> T left(Kind kind, Supplier<T> value) {
        try {
            return value.get();
        } catch (UnreadableMemoryException e) {
            if (kind == Kind.CLOSED) {
                return null;
            }
            throw e;
        }
    }
}
