package io.nodememory.kernel.linux.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Without the list of probes, only changes of the form that a probe makes are left undecided. */
class ProbedPagesTest {
    private static final int PAGE = 4096;
    private static final int PLACE = 0x40;

    @Test
    void aBreakpointMayBeAProbe() {
        assertThat(excused("554889e5", "cc4889e5", PLACE)).isEqualTo(PLACE + 1);
    }

    @Test
    void anyOtherCodeIsAChange() {
        assertThat(excused("554889e5", "904889e5", PLACE)).isEqualTo(PLACE);
        assertThat(excused("554889e5", "cc9089e5", PLACE + 1)).isEqualTo(PLACE + 1);
        assertThat(excused("554889e5f3", "e800000000", PLACE)).isEqualTo(PLACE);
    }

    private static int excused(String expected, String found, int difference) {
        ProbedInstruction page = new ProbedInstruction(page(expected), page(found), 0x5555_5555_5000L, target -> false);
        return ProbedPages.endOfAnyWritten(page, difference);
    }

    private static byte[] page(String code) {
        byte[] page = new byte[PAGE];
        byte[] bytes = HexFormat.of().parseHex(code);
        System.arraycopy(bytes, 0, page, PLACE, bytes.length);
        return page;
    }
}
