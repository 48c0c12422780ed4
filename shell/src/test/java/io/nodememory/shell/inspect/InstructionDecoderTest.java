package io.nodememory.shell.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nodememory.shell.inspect.InstructionDecoder.Instruction;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionDecoderTest {
    private static final long AT = 0xffffffff81000000L;

    private static List<Instruction> decode(String bytes) {
        List<Instruction> decoded = new ArrayList<>();
        InstructionDecoder decoder = new InstructionDecoder(HexFormat.of().parseHex(bytes.replace(" ", "")), AT);
        while (decoder.hasNext()) {
            decoded.add(decoder.next());
        }
        return decoded;
    }

    /** What kernels are made of; the expected text is the manual's notation, checked against objdump -M intel. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    f3 0f 1e fa             | endbr64
                    e8 db 07 00 00          | call 0xffffffff810007e0
                    e9 fb ff ff ff          | jmp 0xffffffff81000000
                    0f 84 00 01 00 00       | je 0xffffffff81000106
                    ff 25 00 10 00 00       | jmp qword ptr [0xffffffff81001006]
                    48 8b 05 7e 9b bf 01    | mov rax,[0xffffffff82bf9b85]
                    65 48 8b 04 25 28 00 00 00 | mov rax,gs:[0x28]
                    c7 45 fc 09 00 00 00    | mov dword ptr [rbp-0x4],0x9
                    48 c7 c2 00 00 00 81    | mov rdx,0xffffffff81000000
                    0f 01 cb                | stac
                    0f 0b                   | ud2
                    0f 30                   | wrmsr
                    48 cf                   | iretq
                    f0 48 0f c7 0f          | lock cmpxchg16b [rdi]
                    f3 a4                   | rep movsb [rdi],[rsi]
                    62 f1 7d 48 6f 07       | vmovdqa32 zmm0,[rdi]
                    """)
    void instructionsReadAsTheManualWritesThem(String bytes, String text) {
        assertThat(decode(bytes)).singleElement().satisfies(instruction -> {
            assertThat(instruction.text()).isEqualTo(text);
            assertThat(instruction.address()).isEqualTo(AT);
        });
    }

    @Test
    void whatIsNoInstructionIsOneByteAndTheWalkGoesOn() {
        // 06 was "push es" before 64 bits; 2f and 62 with bytes that no prefix has; then a call of which two bytes are
        // missing.
        assertThat(decode("06 c3 2f 0f 0b e8 db 07"))
                .extracting(instruction -> instruction.address() - AT, Instruction::text)
                .startsWith(
                        tuple(0L, "(bad)"), tuple(1L, "ret"), tuple(2L, "(bad)"), tuple(3L, "ud2"), tuple(5L, "(bad)"));
    }

    @Test
    void noBytesAreLostOrInventedWhateverTheyAre() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            all.append("%02x".formatted(((i * 2654435761L) >>> 13) & 0xff));
        }
        StringBuilder decoded = new StringBuilder();
        decode(all.toString())
                .forEach(instruction -> decoded.append(instruction.bytes().replace(" ", "")));
        assertThat(decoded.toString()).isEqualTo(all.toString());
    }

    @Test
    void theDecoderIsTheOneThatWasPublished() throws Exception {
        try (InputStream in = InstructionDecoder.class.getResourceAsStream("iced-x86-1.21.0.wasm")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(hash))
                    .isEqualTo("e6b572689d3296b15d58d7944f37745435a6aa914df610e0fd42ce0f964033a1");
        }
    }
}
