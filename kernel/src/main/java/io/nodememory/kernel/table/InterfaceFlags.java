package io.nodememory.kernel.table;

import io.nodememory.kernel.object.KernelObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of a network device as in ip(8). */
final class InterfaceFlags {
    /** {@code enum net_device_flags}, include/uapi/linux/if.h. */
    private static final Map<Long, String> FLAGS = new LinkedHashMap<>();

    private static final long IFF_UP = 0x1;
    private static final long IFF_RUNNING = 0x40;
    static final long PROMISC = 0x100;
    private static final long IFF_ALLMULTI = 0x200;
    private static final long IFF_LOWER_UP = 0x1_0000;
    private static final long IFF_DORMANT = 0x2_0000;

    /** Not a flag of the kernel: a bit above those of {@code enum net_device_flags}. */
    private static final long NO_CARRIER = 1L << 32;

    /** The flags of which the kernel reports what a user asked for ({@code gflags}), and not the state of the device. */
    private static final long BY_USER = PROMISC | IFF_ALLMULTI;

    /** {@code enum netdev_state_t}, include/linux/netdevice.h. */
    private static final int LINK_STATE_START = 0;

    private static final int LINK_STATE_NOCARRIER = 2;
    private static final int LINK_STATE_DORMANT = 4;

    /** RFC 2863, include/uapi/linux/if.h: {@code IF_OPER_UNKNOWN} and {@code IF_OPER_UP}. */
    private static final long IF_OPER_UNKNOWN = 0;

    private static final long IF_OPER_UP = 6;

    static {
        FLAGS.put(NO_CARRIER, "NO-CARRIER");
        FLAGS.put(IFF_UP, "UP");
        FLAGS.put(0x2L, "BROADCAST");
        FLAGS.put(0x8L, "LOOPBACK");
        FLAGS.put(0x10L, "POINTOPOINT");
        FLAGS.put(0x80L, "NOARP");
        FLAGS.put(PROMISC, "PROMISC");
        FLAGS.put(IFF_ALLMULTI, "ALLMULTI");
        FLAGS.put(0x400L, "MASTER");
        FLAGS.put(0x800L, "SLAVE");
        FLAGS.put(0x1000L, "MULTICAST");
        FLAGS.put(IFF_LOWER_UP, "LOWER_UP");
        FLAGS.put(IFF_DORMANT, "DORMANT");
    }

    private InterfaceFlags() {}

    /** The names of the flags of a {@code net_device}. */
    static List<String> of(KernelObject device) {
        long bits = reported(device);
        List<String> names = new ArrayList<>();
        FLAGS.forEach((bit, name) -> {
            if ((bits & bit) != 0) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * The flags that the kernel reports to ip(8): {@code dev_get_flags}, net/core/dev.c. What others than a user asked
     * for, such as the promiscuous mode of a bridge's port, is not in them. The states of the link come from the
     * operational state and the carrier; ip(8) shows a device that is up and not running as NO-CARRIER.
     */
    private static long reported(KernelObject device) {
        long flags = device.number("flags") & ~(BY_USER | IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT | NO_CARRIER);
        flags |= device.number("gflags") & BY_USER;
        long link = device.number("state");
        boolean running = false;
        if ((link & 1L << LINK_STATE_START) != 0) {
            long state = device.number("operstate");
            running = state == IF_OPER_UP || state == IF_OPER_UNKNOWN;
            flags |= (link & 1L << LINK_STATE_NOCARRIER) == 0 ? IFF_LOWER_UP : 0;
            flags |= (link & 1L << LINK_STATE_DORMANT) != 0 ? IFF_DORMANT : 0;
        }
        return (flags & IFF_UP) != 0 && !running ? flags | NO_CARRIER : flags;
    }
}
