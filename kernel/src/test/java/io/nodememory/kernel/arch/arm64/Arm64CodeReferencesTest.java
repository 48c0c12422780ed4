package io.nodememory.kernel.arch.arm64;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Instructions as the GNU assembler encodes them. */
class Arm64CodeReferencesTest {
    private static final long START = 0x400000;
    private static final long VARIABLE = 0x402000;

    private static final byte[] CODE = code(
            0xd0000001, // 00 adrp x1, 402000
            0x91000021, // 04 add x1, x1, #0x0
            0xf9400822, // 08 ldr x2, [x1, #16]
            0xb9400423, // 0c ldr w3, [x1, #4]
            0xaa0103e4, // 10 mov x4, x1
            0xf860d825, // 14 ldr x5, [x1, w0, sxtw #3]
            0xf8607826, // 18 ldr x6, [x1, x0, lsl #3]
            0x97fffff9, // 1c bl 400000
            0xf9400027, // 20 ldr x7, [x1]: the call may have changed x1
            0xd0000014, // 24 adrp x20, 402000
            0xf9400688, // 28 ldr x8, [x20, #8]
            0x88dffe89, // 2c ldar w9, [x20]
            0xf9000e89); // 30 str x9, [x20, #24]

    private final Arm64CodeReferences references = new Arm64CodeReferences();

    private static byte[] code(int... instructions) {
        ByteBuffer bytes =
                ByteBuffer.allocate(instructions.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : instructions) {
            bytes.putInt(instruction);
        }
        return bytes.array();
    }

    @Test
    void loadsAreFoundBySize() {
        assertThat(references.loads(CODE, START, 8)).containsExactly(VARIABLE + 16, VARIABLE + 8);
        assertThat(references.loads(CODE, START, 4)).containsExactly(VARIABLE + 4, VARIABLE);
    }

    @Test
    void indexedLoadsAreOfTables() {
        assertThat(references.tables(CODE, START)).containsExactly(VARIABLE, VARIABLE);
    }

    @Test
    void addressesAreOfAllUses() {
        assertThat(references.addresses(CODE, START))
                .containsExactly(
                        VARIABLE,
                        VARIABLE + 16,
                        VARIABLE + 4,
                        VARIABLE,
                        VARIABLE,
                        VARIABLE + 8,
                        VARIABLE,
                        VARIABLE + 24);
    }

    @Test
    void anyBytesAreCode() {
        byte[] bytes = new byte[1 << 12];
        new Random(7).nextBytes(bytes);
        assertThat(references.addresses(bytes, START)).isNotNull();
    }

    @Test
    void branchesLeadWhereTheAssemblerSentThem() {
        assertThat(Instructions.target(0x17fffff3, 0x400034)).isEqualTo(OptionalLong.of(START));
        assertThat(Instructions.target(0x54fffe40, 0x400038)).isEqualTo(OptionalLong.of(START));
        assertThat(Instructions.target(0x361ffe20, 0x40003c)).isEqualTo(OptionalLong.of(START));
        assertThat(Instructions.target(0xb4fffe00, 0x400040)).isEqualTo(OptionalLong.of(START));
        assertThat(Instructions.isBreakpoint(0xd4200080)).isTrue();
        assertThat(Instructions.isIndirectBranch(0xd65f03c0)).isTrue();
        assertThat(Instructions.isCall(0xd63f0060)).isTrue();
        assertThat(Instructions.isSameButDistance(0x54fffe40, 0x54000000)).isTrue();
        assertThat(Instructions.isSameButDistance(0x54fffe40, 0x54000001)).isFalse();
    }
}
