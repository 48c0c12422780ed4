package io.nodememory.kernel.linux.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accepts exactly the bytes that a kernel writes at a probed place, in every state of the update. */
class ProbedInstructionTest {
    private static final long PAGE = 0x5555_5555_7000L;

    /** The offset of the instruction in its page. */
    private static final int PLACE = 0x40;

    /** The address of the trampoline, 0x1000 bytes before the page. */
    private static final long TRAMPOLINE = 0x5555_5555_6000L;

    /** Displacements from the end of an instruction of 5 and of 10 bytes to the trampoline: -0x1045 and -0x104a. */
    @ParameterizedTest
    @CsvSource({
        // A breakpoint on an instruction with an effect replaces only the first byte
        "554889e541, cc4889e541, 1",
        "554889e541, e8bbefffff, 0",
        // A five-byte no-operation: a breakpoint, then the call
        "0f1f440000, cc1f440000, 5",
        "0f1f440000, ccbbefffff, 5",
        "0f1f440000, e8bbefffff, 5",
        "6666666690, e8bbefffff, 5",
        "660f1f4000, e8bbefffff, 5",
        // A call of another target, or another byte before the trampoline's displacement
        "0f1f440000, e8bcefffff, 0",
        "0f1f440000, ccbcefffff, 0",
        "0f1f440000, e9bbefffff, 0",
        "0f1f440000, 0f1f440001, 0",
        // An instruction of another length
        "0f1f400090, e8bbefffff, 0",
        "0f1f800000, e8bbefffff, 0",
        // A ten-byte no-operation: the breakpoint, the tail, and the first byte last
        "662e0f1f840000000000, cc2e0f1f840000000000, 10",
        "662e0f1f840000000000, cc8d642480e8b6efffff, 10",
        "662e0f1f840000000000, cc2e0f1f84e8b6efffff, 10",
        "662e0f1f840000000000, 488d642480e8b6efffff, 10",
        "662e0f1f840000000000, 488d642480e8b5efffff, 0",
        "662e0f1f840000000000, 488d6424800000000000, 0",
        "662e0f1f840000000000, 488d6424c0e8b6efffff, 0",
        "662e0f1f840000000000, 482e0f1f84e8b6efffff, 0",
        "662e0f1f840000000000, e8bbefffff0000000000, 0",
        // A longer form that the kernel never replaces
        "662e0f1f840000000001, 488d642480e8b6efffff, 0",
    })
    void writtenBytesAreTheKernelsOwn(String expected, String found, int length) {
        assertThat(instruction(expected, found).written(PLACE)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "662e0f1f840000000000, 662e0f1f84e8b6efffff, 5",
        "662e0f1f840000000000, 662e0f1f84e8b5efffff, 0",
        "662e0f1f840000000000, cc2e0f1f84e8b6efffff, 0",
        "662e0f1f840000000000, 662e0f1f84e9b6efffff, 0",
        "662e0f1f800000000000, 662e0f1f80e8b6efffff, 0",
    })
    void aFormerProbeLeavesItsCallBehind(String expected, String found, int length) {
        assertThat(instruction(expected, found).left(PLACE + 5)).isEqualTo(length);
    }

    @Test
    void instructionsAtTheEndsOfAPageAreRead() {
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) 0x90);
        byte[] found = page.clone();
        found[4095] = (byte) 0xcc;
        found[4092] = (byte) 0xe8;
        ProbedInstruction instruction = new ProbedInstruction(page, found, PAGE, address -> true);
        assertThat(instruction.written(4095)).isEqualTo(1);
        assertThat(instruction.written(4092)).isZero();
        assertThat(instruction.left(2)).isZero();
        assertThat(instruction.left(4095)).isZero();
    }

    private static ProbedInstruction instruction(String expected, String found) {
        return new ProbedInstruction(page(expected), page(found), PAGE, address -> address == TRAMPOLINE);
    }

    private static byte[] page(String instruction) {
        byte[] page = new byte[4096];
        byte[] bytes = HexFormat.of().parseHex(instruction);
        System.arraycopy(bytes, 0, page, PLACE, bytes.length);
        return page;
    }
}
