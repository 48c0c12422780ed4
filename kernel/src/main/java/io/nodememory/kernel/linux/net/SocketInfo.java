package io.nodememory.kernel.linux.net;

import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A {@code struct sock} in the terms of ss(8) and /proc/net. */
public final class SocketInfo {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;

    /** include/linux/socket.h. */
    private static final Map<Integer, String> FAMILIES = Map.ofEntries(
            Map.entry(AF_UNIX, "AF_UNIX"),
            Map.entry(AF_INET, "AF_INET"),
            Map.entry(AF_INET6, "AF_INET6"),
            Map.entry(15, "AF_KEY"),
            Map.entry(AF_NETLINK, "AF_NETLINK"),
            Map.entry(AF_PACKET, "AF_PACKET"),
            Map.entry(29, "AF_CAN"),
            Map.entry(30, "AF_TIPC"),
            Map.entry(31, "AF_BLUETOOTH"),
            Map.entry(38, "AF_ALG"),
            Map.entry(40, "AF_VSOCK"),
            Map.entry(44, "AF_XDP"));

    /** include/linux/net.h. */
    private static final Map<Long, String> TYPES = Map.of(
            1L, "SOCK_STREAM",
            2L, "SOCK_DGRAM",
            3L, "SOCK_RAW",
            4L, "SOCK_RDM",
            5L, "SOCK_SEQPACKET",
            6L, "SOCK_DCCP",
            10L, "SOCK_PACKET");

    /** include/uapi/linux/in.h. */
    private static final Map<Long, String> IP_PROTOCOLS = Map.ofEntries(
            Map.entry(1L, "icmp"),
            Map.entry(2L, "igmp"),
            Map.entry(6L, "tcp"),
            Map.entry(17L, "udp"),
            Map.entry(33L, "dccp"),
            Map.entry(41L, "ipv6"),
            Map.entry(47L, "gre"),
            Map.entry(50L, "esp"),
            Map.entry(58L, "icmpv6"),
            Map.entry(132L, "sctp"),
            Map.entry(136L, "udplite"),
            Map.entry(255L, "raw"),
            Map.entry(262L, "mptcp"));

    /** include/uapi/linux/netlink.h. */
    private static final String[] NETLINK_PROTOCOLS = {
        "route",
        "unused",
        "usersock",
        "firewall",
        "sock_diag",
        "nflog",
        "xfrm",
        "selinux",
        "iscsi",
        "audit",
        "fib_lookup",
        "connector",
        "netfilter",
        "ip6_fw",
        "dnrtmsg",
        "kobject_uevent",
        "generic",
        "dm",
        "scsitransport",
        "ecryptfs",
        "rdma",
        "crypto",
        "smc"
    };

    /** include/net/tcp_states.h; the other families use the same numbers. */
    private static final String[] STATES = {
        null,
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING",
        "NEW_SYN_RECV",
        "BOUND_INACTIVE"
    };

    /** The offset of {@code sun_path} in {@code sockaddr_un}. */
    private static final int SUN_PATH = 2;

    private static final int SUN_MAX = 110;

    private final KernelObject sock;
    private final int family;

    public SocketInfo(KernelObject sock) {
        this.sock = sock;
        this.family = (int) sock.number("__sk_common.skc_family");
    }

    public String family() {
        return FAMILIES.getOrDefault(family, "AF_" + family);
    }

    public String type() {
        long type = sock.number("sk_type");
        return TYPES.getOrDefault(type, "SOCK_" + type);
    }

    /**
     * The name of the protocol in lower case; for packet sockets the link protocol as {@code 0x0003}; null for unix
     * sockets.
     */
    public String protocol() {
        long protocol = sock.number("sk_protocol");
        return switch (family) {
            case AF_INET, AF_INET6 -> IP_PROTOCOLS.getOrDefault(protocol, String.valueOf(protocol));
            case AF_NETLINK ->
                protocol < NETLINK_PROTOCOLS.length ? NETLINK_PROTOCOLS[(int) protocol] : String.valueOf(protocol);
            case AF_PACKET ->
                sock.isKnown("packet_sock")
                        ? "0x%04x".formatted(swap(sock.as("packet_sock").number("num")))
                        : null;
            case AF_UNIX -> null;
            default -> String.valueOf(protocol);
        };
    }

    public String state() {
        int state = (int) sock.number("__sk_common.skc_state");
        return state < STATES.length ? STATES[state] : String.valueOf(state);
    }

    public String localAddress() {
        return address("__sk_common.skc_rcv_saddr", "__sk_common.skc_v6_rcv_saddr");
    }

    public String remoteAddress() {
        return address("__sk_common.skc_daddr", "__sk_common.skc_v6_daddr");
    }

    private String address(String v4, String v6) {
        return switch (family) {
            case AF_INET -> IpAddresses.v4(sock, v4);
            case AF_INET6 -> IpAddresses.v6(sock, v6);
            default -> null;
        };
    }

    /** The port of an internet socket, or the port id of a netlink socket. */
    public Long localPort() {
        return switch (family) {
            case AF_INET, AF_INET6 -> sock.number("__sk_common.skc_num");
            case AF_NETLINK -> netlink("portid");
            default -> null;
        };
    }

    public Long remotePort() {
        return switch (family) {
            case AF_INET, AF_INET6 -> swap(sock.number("__sk_common.skc_dport"));
            case AF_NETLINK -> netlink("dst_portid");
            default -> null;
        };
    }

    private Long netlink(String member) {
        return sock.isKnown("netlink_sock") ? sock.as("netlink_sock").number(member) & 0xffff_ffffL : null;
    }

    /** The name of a unix socket as in /proc/net/unix: a path, or an abstract name after an {@code @}. */
    public Optional<String> path() {
        if (family != AF_UNIX || !sock.isKnown("unix_sock")) {
            return Optional.empty();
        }
        return sock.as("unix_sock").follow("addr").flatMap(address -> {
            int length = (int) Math.min(address.number("len"), SUN_MAX) - SUN_PATH;
            if (length <= 0) {
                return Optional.empty();
            }
            byte[] path = new byte[length];
            address.memory().read(address.addressOf("name") + SUN_PATH, path, 0, length);
            return Optional.of(name(path));
        });
    }

    /** {@code unix_seq_show}, net/unix/af_unix.c. */
    private static String name(byte[] path) {
        boolean isAbstract = path[0] == 0;
        int length = path.length;
        // A path ends at its NUL; in an abstract name the kernel shows NULs as @
        while (!isAbstract && length > 1 && path[length - 1] == 0) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            if (path[i] == 0) {
                path[i] = '@';
            }
        }
        return new String(path, 0, length, StandardCharsets.UTF_8);
    }

    public Optional<KernelObject> netNamespace() {
        return sock.embedded("__sk_common.skc_net").follow("net");
    }

    /**
     * The filter program: {@code cBPF} of SO_ATTACH_FILTER or {@code eBPF:NAME} of SO_ATTACH_BPF, net/core/filter.c.
     */
    public Optional<String> filter() {
        if (!sock.isKnown("sk_filter")) {
            return Optional.empty();
        }
        return sock.follow("sk_filter").flatMap(filter -> filter.follow("prog")).map(program -> {
            // The kernel keeps the original program for SO_GET_FILTER only for cBPF
            boolean classic = program.number("orig_prog") != 0;
            return classic ? "cBPF" : "eBPF:" + program.target("aux").text("name");
        });
    }

    /** Converts from network byte order. */
    private static long swap(long port) {
        return (port & 0xff) << 8 | (port >>> 8 & 0xff);
    }
}
