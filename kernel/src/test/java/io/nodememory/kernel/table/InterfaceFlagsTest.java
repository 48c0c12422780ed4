package io.nodememory.kernel.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flags of devices as {@code dev_get_flags} and ip(8) report them, in the layout of the sample's kernel. */
class InterfaceFlagsTest {
    private static final long DEVICE = 0xffff_8880_0000_0000L;
    private static final long UP_BROADCAST_MULTICAST = 0x1003;
    private static final long PROMISC_ALLMULTI = 0x300;
    private static final long PRESENT = 0b11;
    private static final long NO_CARRIER = 0b100;
    private static final long DORMANT = 0b1_0000;
    private static final int OPER_DOWN = 2;
    private static final int OPER_DORMANT = 5;
    private static final int OPER_UP = 6;

    @Test
    void whatABridgeAsksOfItsPortIsNotShown() {
        assertThat(flags(UP_BROADCAST_MULTICAST | PROMISC_ALLMULTI, 0, PRESENT, OPER_UP))
                .containsExactly("UP", "BROADCAST", "MULTICAST", "LOWER_UP");
    }

    @Test
    void whatAUserAsksForIsShown() {
        assertThat(flags(UP_BROADCAST_MULTICAST, PROMISC_ALLMULTI, PRESENT, OPER_UP))
                .containsExactly("UP", "BROADCAST", "PROMISC", "ALLMULTI", "MULTICAST", "LOWER_UP");
    }

    @Test
    void theLinkIsThatOfTheDevice() {
        assertThat(flags(UP_BROADCAST_MULTICAST, 0, PRESENT | NO_CARRIER, OPER_DOWN))
                .containsExactly("NO-CARRIER", "UP", "BROADCAST", "MULTICAST");
        assertThat(flags(UP_BROADCAST_MULTICAST, 0, PRESENT | DORMANT, OPER_DORMANT))
                .containsExactly("NO-CARRIER", "UP", "BROADCAST", "MULTICAST", "LOWER_UP", "DORMANT");
        assertThat(flags(0x1002, 0, 0b10, OPER_DOWN)).containsExactly("BROADCAST", "MULTICAST");
    }

    private static List<String> flags(long flags, long byUser, long link, int state) {
        try (Symbols symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"))) {
            FlatMemory memory = new FlatMemory(DEVICE, 8192);
            Types types = new Types(symbols, memory);
            memory.putLong(DEVICE + types.offsetOf("net_device", "flags"), flags);
            memory.putLong(DEVICE + types.offsetOf("net_device", "state"), link);
            memory.put(
                    DEVICE + types.offsetOf("net_device", "gflags"), new byte[] {(byte) byUser, (byte) (byUser >> 8)});
            memory.put(DEVICE + types.offsetOf("net_device", "operstate"), new byte[] {(byte) state});
            return InterfaceFlags.of(types.object("net_device", DEVICE));
        }
    }
}
