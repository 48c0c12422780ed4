package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.net.NetNamespaces;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;

/** A row of {@code interfaces}. */
@Table(
        name = "interfaces",
        help = "A network device, in any network namespace.",
        identity = {"name", "promiscuous"},
        joins = {
            @Join(
                    name = "addresses",
                    table = "addresses",
                    on = {"net_ns", "name"},
                    to = {"net_ns", "name"},
                    many = true,
                    help = "The addresses of the device"),
            @Join(
                    name = "namespace",
                    table = "namespaces",
                    on = "net_ns",
                    to = "inum",
                    help = "The network namespace of the device")
        })
public record InterfaceRow(
        @Column(value = "Address of the net_device", address = true)
        long address,

        @Column("Inode number of the network namespace") long netNs,
        @Column("Index") int index,
        @Column("Name") String name,
        @Column("Link address, such as 42:01:0a:80:00:02") String mac,
        @Column("Maximum transmission unit in bytes") long mtu,

        @Column("Whether the device accepts packets for other receivers")
        boolean promiscuous,

        @Column("Flags as in ip(8): UP, BROADCAST, LOOPBACK, LOWER_UP, NO-CARRIER, …")
        List<String> flags,

        @Column("Operational state: UNKNOWN, DOWN, UP, …") String state,

        @Column("Queueing discipline of outgoing packets, as in ip(8): noqueue, fq_codel, mq, …")
        String qdisc) {

    /** RFC 2863, include/uapi/linux/if.h. */
    private static final String[] STATES = {
        "UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"
    };

    /** {@code MAX_ADDR_LEN}, include/linux/netdevice.h. */
    private static final int MAX_LINK_ADDRESS = 32;

    static void walk(Walk<InterfaceRow> walk) {
        forEachDevice(walk, (namespace, device) -> walk.emit(row(walk, namespace, device)));
    }

    /** Calls the step for each device of each namespace, with the namespace's inode number. */
    static <R extends Record> void forEachDevice(Walk<R> walk, BiConsumer<Long, KernelObject> step) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "listing network namespaces", () -> {
            Chain namespaces = NetNamespaces.all(kernel);
            namespaces.damage().ifPresent(why -> walk.problem(0, "listing network namespaces", why));
            for (KernelObject namespace : namespaces.entries()) {
                walk.attempt(namespace.address(), "listing the devices of a network namespace", () -> {
                    Chain devices = NetNamespaces.devices(kernel, namespace);
                    devices.damage()
                            .ifPresent(why -> walk.problem(
                                    namespace.address(), "listing the devices of a network namespace", why));
                    long inum = Namespaces.inum(namespace);
                    for (KernelObject device : devices.entries()) {
                        walk.attempt(device.address(), "reading a network device", () -> step.accept(inum, device));
                    }
                });
            }
        });
    }

    private static InterfaceRow row(Walk<InterfaceRow> walk, long namespace, KernelObject device) {
        int state = (int) device.number("operstate");
        boolean promiscuous =
                (device.number("flags") & InterfaceFlags.PROMISC) != 0 || device.number("promiscuity") != 0;
        return new InterfaceRow(
                device.address(),
                namespace,
                (int) device.number("ifindex"),
                device.text("name"),
                mac(device),
                device.number("mtu"),
                promiscuous,
                InterfaceFlags.of(device),
                state >= 0 && state < STATES.length ? STATES[state] : String.valueOf(state),
                queue(walk, device));
    }

    /** The name of the queueing discipline. If it cannot be read, the device is still a row. */
    private static String queue(Walk<InterfaceRow> walk, KernelObject device) {
        return walk.attempt(
                        device.address(),
                        "reading the queue of a network device",
                        () -> device.follow("qdisc")
                                .map(queue -> queue.target("ops").text("id"))
                                .orElse(null))
                .orElse(null);
    }

    private static String mac(KernelObject device) {
        byte[] bytes = new byte[(int) Math.min(device.number("addr_len"), MAX_LINK_ADDRESS)];
        device.memory().read(device.number("dev_addr"), bytes, 0, bytes.length);
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
