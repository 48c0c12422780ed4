package io.nodememory.kernel.symbols.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.find.fromimage.GuestFiles;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.elf.ElfWriter;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BTF in files: blobs of the kernel and of modules as in /sys/kernel/btf, and sections of ELF files with symbols. */
class BtfFilesTest {
    private static final int STRUCT = 4;
    private static final int VAR = 14;
    private static final int DATASEC = 15;

    @TempDir
    private Path folder;

    private final BtfBlob blob = new BtfBlob();

    private BtfFilesTest() {
        int integer = blob.integer("int", 4, 1);
        blob.type("task_struct", STRUCT, false, 1, 4, blob.name("pid"), integer, 0);
        int variable = blob.type("cpu_number", VAR, false, 0, integer, 1);
        blob.type(".data..percpu", DATASEC, false, 1, 4096, variable, 128, 4);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void theKernelsOwnBlobWithASystemMapOrWithTheSymbolsOfTheRunningKernel() throws IOException {
        Path vmlinux = write("vmlinux", bytes(blob.build()));
        assertThat(SymbolFiles.read(vmlinux).struct("task_struct").orElseThrow().member("pid"))
                .isPresent();
        assertThat(SymbolFiles.read(vmlinux).symbols()).isEmpty();
        Path map = write("System.map", """
                0000000000000080 A cpu_number
                ffffffff81000000 T _text
                ffffffff82000010 D init_task
                """);
        Path running = write("kallsyms", """
                0000000000000080 A cpu_number
                ffffffff9b000000 T _text
                ffffffff9c000010 D init_task
                ffffffffc0688024 r init_task\t[imposter]
                """);
        for (Path list : List.of(map, running)) {
            Symbols symbols = SymbolFiles.read(vmlinux, Optional.of(list));
            assertThat(symbols.address("init_task")).hasValue(0xffff_ffff_8200_0010L);
            assertThat(symbols.address("cpu_number")).hasValue(0x80);
            assertThat(symbols.symbol("cpu_number").orElseThrow().type())
                    .contains(new Type.Base("int", 4, true, Type.Base.Kind.INT));
        }
        Path hidden = write("hidden", "0000000000000000 T _text\n");
        assertThatThrownBy(() -> SymbolFiles.read(vmlinux, Optional.of(hidden)))
                .hasMessageContaining("read it as root");
    }

    @Test
    void aVmlinuxWithoutOtherDebugInformation() throws IOException {
        byte[] banner = "Linux version 6.1\n\0".getBytes(StandardCharsets.US_ASCII);
        Path vmlinux = new ElfWriter()
                .section(".rodata", 1, 2, 0x5000, banner)
                .section(".BTF", bytes(blob.build()))
                .symbols("_text", 0x1000, 4, "linux_banner", 0x5000, banner.length, "cpu_number", 128, 4)
                .write(folder.resolve("vmlinux"));
        Symbols symbols = SymbolFiles.read(vmlinux);
        assertThat(symbols.banner()).contains("Linux version 6.1");
        assertThat(symbols.address("_text")).hasValue(0x1000);
        assertThat(symbols.symbol("cpu_number").orElseThrow().type()).isPresent();
        assertThat(symbols.struct("task_struct").orElseThrow().size()).isEqualTo(4);
    }

    @Test
    void aModulesBlobContinuesTheKernelsBesideIt() throws IOException {
        BtfBlob split = blob.split();
        split.type("ovl_fs", STRUCT, false, 1, 8, split.name("numlayer"), 1, 32);
        Path module = write("overlay", bytes(split.build()));
        assertThatThrownBy(() -> SymbolFiles.read(module))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("put the kernel's BTF beside it");
        write("vmlinux", bytes(blob.build()));
        Symbols symbols = SymbolFiles.read(module);
        assertThat(symbols.struct("ovl_fs")
                        .orElseThrow()
                        .member("numlayer")
                        .orElseThrow()
                        .type())
                .isEqualTo(symbols.base("int").orElseThrow());
        assertThat(symbols.struct("task_struct")).isPresent();
        write("vmlinux", "no BTF");
        assertThatThrownBy(() -> SymbolFiles.read(module)).isInstanceOf(BadInputException.class);
    }

    @Test
    void whatARunningNodeTellsOpensItsImage() throws IOException {
        for (Corpus.Sample sample : Corpus.samplesWithSymbolsInside().toList()) {
            Path vmlinux = write("vmlinux", GuestFiles.btf(sample));
            Path running = write("kallsyms", GuestFiles.kallsyms(sample));
            if (!Files.readString(running).contains(" init_task\n")) {
                // Without CONFIG_KALLSYMS_ALL there is no address to compare.
                continue;
            }
            Symbols dwarf = sample.symbols();
            Symbols symbols = SymbolFiles.read(vmlinux, Optional.of(running));
            assertThat(symbols.address("init_task")).isEqualTo(dwarf.address("init_task"));
            assertThat(symbols.address("linux_banner")).isEqualTo(dwarf.address("linux_banner"));
            try (Kernel kernel = KernelOpener.open(MemoryImages.open(sample.image()), symbols)) {
                assertThat(Tasks.of(kernel).processes()).hasSizeGreaterThan(50);
            }
        }
    }
}
