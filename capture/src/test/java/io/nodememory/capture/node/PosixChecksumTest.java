package io.nodememory.capture.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PosixChecksumTest {
    @Test
    void isThatOfTheProgram() throws Exception {
        Random random = new Random(7);
        for (int length : new int[] {0, 1, 7, 8, 9, 255, 256, 4096, 100_003}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Long.parseLong(FrameChecksum.CKSUM.of(bytes, 0, length)))
                    .as("%d bytes", length)
                    .isEqualTo(cksum(bytes));
        }
    }

    private static long cksum(byte[] bytes) throws Exception {
        Process process = new ProcessBuilder("cksum").start();
        process.getOutputStream().write(bytes);
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(Waiting.untilEnd(process, () -> "cksum")).isZero();
        return Long.parseLong(answer.substring(0, answer.indexOf(" ")));
    }
}
