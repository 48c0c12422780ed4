package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.OpenFiles;
import io.nodememory.kernel.linux.fs.SocketFiles;
import io.nodememory.kernel.linux.net.SocketInfo;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Optional;

/** A row of {@code sockets}. */
@Table(
        name = "sockets",
        help = "An open socket of a process.",
        identity = {"family", "type", "protocol", "local_address", "local_port", "state", "path"},
        joins = @Join(name = "task", table = "tasks", on = "pid", to = "pid", help = "The process"))
public record SocketRow(
        @Column(value = "Address of the struct sock", address = true)
        long address,

        @Column("Process id in the root pid namespace") int pid,
        @Column("Descriptor") int fd,

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

        @Column("Name of a unix socket; abstract names start with @")
        String path,

        @Column("Inode number of the network namespace") Long netNs,
        @Column("Inode number of the socket") Long inode,

        @Column("Filter of received packets: cBPF, or eBPF: and the program's name; null for none")
        String filter) {

    static void walk(Walk<SocketRow> walk) {
        SocketFiles sockets = new SocketFiles(walk.kernel());
        for (KernelObject task : Tasks.of(walk.kernel()).processes()) {
            String doing = "listing the sockets of a process";
            walk.attempt(task.address(), doing, () -> {
                OpenFiles open = OpenFiles.of(walk.kernel(), task);
                open.damage().ifPresent(why -> walk.problem(task.address(), doing, why));
                open.files()
                        .forEach((fd, file) -> walk.attempt(file.address(), "reading a socket", () -> {
                            if (sockets.isSocket(file)) {
                                row(walk, Tasks.pid(task), fd, file).ifPresent(walk::emit);
                            }
                        }));
            });
        }
    }

    /** A row; empty for a socket that is being closed and has lost its {@code sock}. */
    private static Optional<SocketRow> row(Walk<SocketRow> walk, int pid, int fd, KernelObject file) {
        if (file.number("private_data") == 0) {
            walk.problem(file.address(), "reading a socket", "the file of a socket has no socket");
        }
        Long inode = file.follow("f_inode").map(i -> i.number("i_ino")).orElse(null);
        return file.followAs("private_data", "socket")
                .flatMap(socket -> socket.follow("sk"))
                .map(sock -> {
                    SocketInfo info = new SocketInfo(sock);
                    return new SocketRow(
                            sock.address(),
                            pid,
                            fd,
                            info.family(),
                            info.type(),
                            info.protocol(),
                            info.localAddress(),
                            info.localPort(),
                            info.remoteAddress(),
                            info.remotePort(),
                            info.state(),
                            info.path().orElse(null),
                            info.netNamespace().map(Namespaces::inum).orElse(null),
                            inode,
                            walk.attempt(
                                            sock.address(),
                                            "reading the filter of a socket",
                                            () -> info.filter().orElse(null))
                                    .orElse(null));
                });
    }
}
