package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A row of {@code network_handlers}. */
@Table(
        name = "network_handlers",
        help = "A function pointer in a table of the network: functions that fill /proc/net/tcp or serve sockets.",
        identity = {"name", "symbol", "module"})
public record NetworkHandlerRow(
        @Column(value = "Address of the pointer", address = true)
        long address,

        @Column("Table and member, such as tcp4_seq_ops.show")
        String name,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Symbol of the expected function; null if unknown")
        String expected,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** A table and its struct. The configuration decides which tables exist. */
    private record Handlers(String symbol, String struct) {}

    private static final String SEQUENCE = "seq_operations";
    private static final String PROTOCOL = "proto";
    private static final String SOCKET = "proto_ops";

    private static final List<Handlers> TABLES = List.of(
            new Handlers("tcp4_seq_ops", SEQUENCE),
            new Handlers("tcp6_seq_ops", SEQUENCE),
            new Handlers("udp_seq_ops", SEQUENCE),
            new Handlers("udp6_seq_ops", SEQUENCE),
            new Handlers("raw_seq_ops", SEQUENCE),
            new Handlers("raw6_seq_ops", SEQUENCE),
            new Handlers("unix_seq_ops", SEQUENCE),
            new Handlers("packet_seq_ops", SEQUENCE),
            new Handlers("netlink_seq_ops", SEQUENCE),
            new Handlers("arp_seq_ops", SEQUENCE),
            new Handlers("tcp_prot", PROTOCOL),
            new Handlers("tcpv6_prot", PROTOCOL),
            new Handlers("udp_prot", PROTOCOL),
            new Handlers("udpv6_prot", PROTOCOL),
            new Handlers("raw_prot", PROTOCOL),
            new Handlers("rawv6_prot", PROTOCOL),
            new Handlers("ping_prot", PROTOCOL),
            new Handlers("unix_stream_proto", PROTOCOL),
            new Handlers("packet_proto", PROTOCOL),
            new Handlers("inet_stream_ops", SOCKET),
            new Handlers("inet_dgram_ops", SOCKET),
            new Handlers("inet_sockraw_ops", SOCKET),
            new Handlers("inet6_stream_ops", SOCKET),
            new Handlers("inet6_dgram_ops", SOCKET),
            new Handlers("unix_stream_ops", SOCKET),
            new Handlers("unix_dgram_ops", SOCKET),
            new Handlers("netlink_ops", SOCKET),
            new Handlers("packet_ops", SOCKET));

    /** The functions that rootkits replace first, to hide a port. They are the same in all kernels. */
    private static final Map<String, String> EXPECTED = Map.of(
            "tcp4_seq_ops.show", "tcp4_seq_show",
            "tcp6_seq_ops.show", "tcp6_seq_show",
            "udp_seq_ops.show", "udp4_seq_show",
            "udp6_seq_ops.show", "udp6_seq_show",
            "raw_seq_ops.show", "raw_seq_show",
            "raw6_seq_ops.show", "raw6_seq_show",
            "unix_seq_ops.show", "unix_seq_show",
            "packet_seq_ops.show", "packet_seq_show",
            "netlink_seq_ops.show", "netlink_seq_show",
            "arp_seq_ops.show", "arp_seq_show");

    private static final String WITHOUT_FUNCTIONS = "packet_proto";

    static void walk(Walk<NetworkHandlerRow> walk) {
        int found = 0;
        for (Handlers handlers : TABLES) {
            OptionalLong address = walk.kernel().findAddress(handlers.symbol());
            if (address.isPresent()) {
                found++;
                walk.attempt(
                        address.getAsLong(),
                        "reading " + handlers.symbol(),
                        () -> read(
                                walk, handlers.symbol(), walk.kernel().object(handlers.struct(), address.getAsLong())));
            }
        }
        if (found == 0) {
            walk.problem(0, "listing the network's tables", "this kernel's symbols lack tcp4_seq_ops and all others");
        } else {
            KnownVariables.missing(walk.kernel(), TABLES.stream().map(Handlers::symbol))
                    .ifPresent(why -> walk.problem(0, "listing the network's tables", why));
        }
    }

    private static void read(Walk<NetworkHandlerRow> walk, String table, KernelObject object) {
        boolean empty = true;
        for (Member member : object.type().members()) {
            boolean function =
                    member.type() instanceof Type.Pointer pointer && pointer.target() instanceof Type.Function;
            long handler = function ? object.number(member.name()) : 0;
            if (handler != 0) {
                empty = false;
                walk.emit(row(walk, object.addressOf(member.name()), table + "." + member.name(), handler));
            }
        }
        if (empty && !table.equals(WITHOUT_FUNCTIONS)) {
            walk.problem(object.address(), "reading " + table, "the table has no functions");
        }
    }

    private static NetworkHandlerRow row(Walk<NetworkHandlerRow> walk, long address, String name, long handler) {
        CodeOwner owner = CodeOwners.of(walk.kernel()).find(handler);
        String expected = EXPECTED.get(name);
        OptionalLong right =
                expected == null ? OptionalLong.empty() : walk.kernel().findAddress(expected);
        boolean other = right.isPresent() && right.getAsLong() != handler;
        String verdict = owner.verdict();
        if (verdict == null && other) {
            verdict = "another function than the kernel's";
        }
        return new NetworkHandlerRow(
                address,
                name,
                handler,
                other || right.isEmpty() ? owner.symbol() : expected,
                owner.module(),
                right.isPresent() ? expected : null,
                verdict);
    }
}
