package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.net.IpAddresses;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A row of {@code addresses}. */
@Table(
        name = "addresses",
        help = "An internet address of a network device.",
        identity = {"name", "address", "prefix"},
        joins =
                @Join(
                        name = "device",
                        table = "interfaces",
                        on = {"net_ns", "name"},
                        to = {"net_ns", "name"},
                        help = "The device with the address"))
public record AddressRow(
        @Column("The IPv4 or IPv6 address") String address,
        @Column("Length of the prefix in bits") int prefix,
        @Column("Name of the device") String name,
        @Column("Inode number of the network namespace") long netNs,
        @Column("AF_INET or AF_INET6") String family,

        @Column("Scope of the address as in ip(8): global, site, link, host, nowhere, or a number")
        String scope,

        @Column(value = "Address of the in_ifaddr or inet6_ifaddr", address = true)
        long objectAddress) {

    /** {@code enum rt_scope_t}, include/uapi/linux/rtnetlink.h. */
    private static final Map<Long, String> SCOPES =
            Map.of(0L, "global", 200L, "site", 253L, "link", 254L, "host", 255L, "nowhere");

    /**
     * {@code IPV6_ADDR_LOOPBACK}, {@code _LINKLOCAL} and {@code _SITELOCAL}, include/net/ipv6.h, in the order of
     * rt_scope().
     */
    private static final long LOOPBACK = 0x10;

    private static final long LINK_LOCAL = 0x20;
    private static final long SITE_LOCAL = 0x40;

    static void walk(Walk<AddressRow> walk) {
        InterfaceRow.forEachDevice(walk, (namespace, device) -> {
            String name = device.text("name");
            device.followAs("ip_ptr", "in_device").ifPresent(in -> v4(walk, namespace, name, in));
            device.followAs("ip6_ptr", "inet6_dev").ifPresent(in6 -> v6(walk, namespace, name, in6));
        });
    }

    private static void v4(Walk<AddressRow> walk, long namespace, String name, KernelObject in) {
        Set<KernelObject> visited = new HashSet<>();
        Optional<KernelObject> next = in.follow("ifa_list");
        while (next.isPresent() && visited.add(next.get())) {
            KernelObject address = next.get();
            walk.emit(new AddressRow(
                    IpAddresses.v4(address, "ifa_local"),
                    (int) address.number("ifa_prefixlen"),
                    name,
                    namespace,
                    "AF_INET",
                    scope(address.number("ifa_scope")),
                    address.address()));
            next = address.follow("ifa_next");
        }
    }

    private static void v6(Walk<AddressRow> walk, long namespace, String name, KernelObject in6) {
        Chain addresses =
                LinkedLists.list(walk.kernel().types(), in6.addressOf("addr_list"), "inet6_ifaddr", "if_list");
        addresses.damage().ifPresent(why -> walk.problem(in6.address(), "listing the addresses of a device", why));
        for (KernelObject address : addresses.entries()) {
            walk.emit(new AddressRow(
                    IpAddresses.v6(address, "addr"),
                    (int) address.number("prefix_len"),
                    name,
                    namespace,
                    "AF_INET6",
                    scope6(address.number("scope")),
                    address.address()));
        }
    }

    private static String scope(long scope) {
        return SCOPES.getOrDefault(scope, String.valueOf(scope));
    }

    private static String scope6(long bits) {
        if ((bits & LOOPBACK) != 0) {
            return "host";
        } else if ((bits & LINK_LOCAL) != 0) {
            return "link";
        }
        return (bits & SITE_LOCAL) != 0 ? "site" : "global";
    }
}
