package io.nodememory.kernel.linux.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfWriter;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.text.TextReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Returns of a {@code vmlinux} by gcc ({@code e9 rel32}) and by clang ({@code 2e e9 rel32}), and their patches. */
class ReturnSitesTest {
    private static final int ALLOCATED = 2;
    private static final int PROGBITS = 1;

    @TempDir
    private Path folder;

    private static Symbols symbols;

    @BeforeAll
    static void read() {
        symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"));
    }

    @AfterAll
    static void close() {
        symbols.close();
    }

    @Test
    void clangsReturnsAreSixBytesLong() throws IOException {
        assertThat(text("2ee9fb0f0000").sites().get(0).length()).isEqualTo(6);
        assertThat(text("e9fb0f0000cc").sites().get(0).length()).isEqualTo(5);
    }

    @Test
    void theKernelsPatchesOfClangsReturnsAreNoDifference() throws IOException {
        KernelText text = text("2ee9fb0f0000");
        assertThat(differences(text, "2ee9fb0f0000")).isZero();
        assertThat(differences(text, "c3cccccccccc")).isZero();
        assertThat(differences(text, "e9fb0f0000cc")).isZero();
    }

    @Test
    void otherBytesAtAReturnAreADifference() throws IOException {
        KernelText text = text("2ee9fb0f0000");
        assertThat(differences(text, "c3cccccccc48")).isPositive();
        assertThat(differences(text, "e9fb0f000048")).isPositive();
        assertThat(differences(text, "e9fb0f0070cc"))
                .as("a jump out of the kernel")
                .isPositive();
        assertThat(differences(text, "48cccccccccc")).isPositive();
    }

    /** A text that is one return followed by its function's padding. */
    private KernelText text(String code) throws IOException {
        long start = symbols.address("_stext").orElseThrow();
        long table = start + 0x2000;
        byte[] sites = new byte[4];
        LittleEndian.putInt(sites, 0, (int) (start - table));
        Path file = new ElfWriter()
                .section(".text", PROGBITS, ALLOCATED, start, HexFormat.of().parseHex(code + "cccccccc"))
                .section(".return_sites", PROGBITS, ALLOCATED, table, sites)
                .write(folder.resolve("vmlinux"));
        return TextReader.read(ElfFile.open(file), symbols).orElseThrow();
    }

    private static int differences(KernelText text, String found) {
        FlatMemory memory = new FlatMemory(text.start(), 4096);
        memory.put(text.start(), HexFormat.of().parseHex(found + "cccccccc"));
        Kernel kernel = new Kernel(new X86(), null, symbols, memory, 0);
        return TextComparison.of(kernel, text).differences().size();
    }
}
