package io.nodememory.kernel.arch.arm64;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.arch.spec.CodeChanges;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

class Arm64CodeChangesTest {
    private static final long START = 0xffff_8000_0801_0000L;
    private static final long SHIFT = 0x4000_0000L;
    private static final int NOP = 0xd503_201f;
    private static final int SAVE_RETURN = 0xaa1e_03e9;
    private static final int RETURN = 0xd65f_03c0;
    private static final int SIZE = 256;

    private final byte[] expected = new byte[SIZE];
    private final byte[] found = new byte[SIZE];

    private CodeChanges.Change explain(int at, Site... sites) {
        KernelText text = new KernelText(START, expected, PatchSites.of(List.of(sites)), 0, new byte[0]);
        return new Arm64CodeChanges(text, found, SHIFT, new Text()).explain(at);
    }

    /** A kernel that is nothing but the text, with a probe on its instruction 10. */
    private static final class Text implements CodeChanges.Targets {
        @Override
        public boolean isKernel(long address) {
            return address >= START + SHIFT && address < START + SHIFT + SIZE;
        }

        @Override
        public boolean isHonest(long address) {
            return isKernel(address);
        }

        @Override
        public boolean isBetween(long address, String first, String last) {
            return first.equals("_text") && isKernel(address);
        }

        @Override
        public boolean isProbed(long address) {
            return address == START + SHIFT + 40;
        }
    }

    private void put(int at, int before, int now) {
        LittleEndian.putInt(expected, at, before);
        LittleEndian.putInt(found, at, now);
    }

    @Test
    void tracedFunctionsCallTheKernel() {
        put(16, NOP, SAVE_RETURN);
        put(20, NOP, 0x9400_0004);
        assertThat(explain(16).reported()).isFalse();
        assertThat(explain(20)).isEqualTo(new CodeChanges.Change(4, true, "ftrace"));
        put(20, NOP, 0x9500_0000);
        assertThat(explain(20)).isEqualTo(new CodeChanges.Change(4, true, null));
    }

    @Test
    void probesAreOnlyWhereTheKernelHasThem() {
        put(40, NOP, 0xd420_0080);
        put(44, NOP, 0xd420_0080);
        assertThat(explain(40).cause()).isEqualTo("kprobe");
        assertThat(explain(44)).isEqualTo(new CodeChanges.Change(4, true, null));
        // The difference may begin within the instruction.
        assertThat(explain(43)).isEqualTo(new CodeChanges.Change(1, true, "kprobe"));
    }

    @Test
    void staticKeysLeadToTheirTarget() {
        Site site = new Site(64, 4, PatchKind.JUMP_LABEL, 80, 0);
        put(64, NOP, 0x1400_0004);
        assertThat(explain(64, site).reported()).isFalse();
        put(64, NOP, 0x1400_0005);
        assertThat(explain(64, site).reported()).isTrue();
    }

    @Test
    void alternativesAreTheirReplacementMovedAlong() {
        // At 128 stands "b 160"; its alternative, the branch at 192, leads to the same place.
        Site site = new Site(128, 8, PatchKind.ALTERNATIVE, 192, 4);
        put(128, NOP, 0x1400_0008);
        put(132, RETURN, NOP);
        put(192, 0x17ff_fff8, 0x17ff_fff8);
        assertThat(explain(128, site).reported()).isFalse();
        assertThat(explain(132, site).reported()).isFalse();
        put(128, NOP, 0x1400_0009);
        assertThat(explain(128, site).reported()).isTrue();
        put(132, RETURN, SAVE_RETURN);
        assertThat(explain(132, site).reported()).isTrue();
    }

    @Test
    void literalsAreAddressesOfTheKernel() {
        LittleEndian.putLong(expected, 8, START + 16);
        LittleEndian.putLong(found, 8, START + 16 + SHIFT);
        assertThat(explain(8)).isEqualTo(new CodeChanges.Change(8, false, null));
        LittleEndian.putLong(expected, 8, 0);
        assertThat(explain(8).reported()).isFalse();
        LittleEndian.putLong(found, 8, 0xffff_0000_dead_beefL);
        assertThat(explain(8)).isEqualTo(new CodeChanges.Change(4, true, null));
    }
}
