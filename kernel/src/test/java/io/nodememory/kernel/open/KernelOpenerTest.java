package io.nodememory.kernel.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.OutputFormat;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelOpenerTest {
    @Test
    void opensEveryCaptureByItsSymbols() {
        List<Path> captures = Corpus.captures();
        assumeTrue(!captures.isEmpty());
        for (Path capture : captures) {
            MemoryImage image = MemoryImages.open(capture.resolve("node.avml"));
            try (Kernel kernel = KernelOpener.open(image, IsfReader.read(capture.resolve("symbols.json.xz")))) {
                assertThat(kernel.memory().readCString(kernel.address("linux_banner"), 14))
                        .asString()
                        .isEqualTo("Linux version ");
                assertThat(kernel.object("task_struct", kernel.address("init_task"))
                                .text("comm"))
                        .isEqualTo("swapper/0");
            }
        }
    }

    @Test
    void aSliceOpensAgainWithWhatWasReadAndNothingElse(@TempDir Path folder) {
        List<Path> captures = Corpus.captures();
        assumeTrue(!captures.isEmpty());
        Symbols symbols = IsfReader.read(captures.get(0).resolve("symbols.json.xz"));
        Path slice = folder.resolve("slice.avml");
        try (RecordingImage image =
                new RecordingImage(MemoryImages.open(captures.get(0).resolve("node.avml")))) {
            Kernel kernel = KernelOpener.open(image, symbols);
            kernel.object("task_struct", kernel.address("init_task")).text("comm");
            SliceWriter.write(image, slice, OutputFormat.AVML);
        }
        assertThat(slice.toFile().length()).isLessThan(200_000);
        try (Kernel kernel = KernelOpener.open(MemoryImages.open(slice), symbols)) {
            assertThat(kernel.object("task_struct", kernel.address("init_task")).text("comm"))
                    .isEqualTo("swapper/0");
            Coverage coverage = Coverage.of(kernel).orElseThrow();
            assertThat(coverage.covered()).isLessThan(1 << 20);
        }
    }

    @Test
    void probesEveryCaptureWithoutSymbols() {
        List<Path> captures = Corpus.captures();
        assumeTrue(!captures.isEmpty());
        for (Path capture : captures) {
            try (MemoryImage image = MemoryImages.open(capture.resolve("node.avml"))) {
                Optional<VmcoreInfo> info = KernelOpener.probe(image);
                String release = capture.getFileName().toString().replaceAll("-?\\dlevel$", "");
                assertThat(info).isPresent();
                assertThat(info.get().osRelease()).startsWith(release);
                assertThat(KernelOpener.memory(image, info.get())).isPresent();
            }
        }
    }

    @Test
    void namesBothKernelsWhenSymbolsAreOfAnother() {
        List<Path> captures = Corpus.captures();
        assumeTrue(captures.size() > 1);
        Symbols other = IsfReader.read(captures.get(1).resolve("symbols.json.xz"));
        try (MemoryImage image = MemoryImages.open(captures.get(0).resolve("node.avml"))) {
            assertThatThrownBy(() -> KernelOpener.open(image, other))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("5.10.0-32-cloud-amd64 #1 SMP")
                    .hasMessageContaining(other.banner().orElseThrow())
                    .hasMessageEndingWith("give the symbols of the image's kernel");
        }
    }
}
