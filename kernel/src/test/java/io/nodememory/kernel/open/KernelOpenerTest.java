package io.nodememory.kernel.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.symbols.Symbols;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelOpenerTest {
    @Test
    void opensEveryCaptureByItsSymbols() {
        for (Corpus.Sample sample : Corpus.samples()) {
            try (Kernel kernel = sample.open()) {
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
        Corpus.Sample sample = Corpus.sample("5.10.0-43-4level");
        Symbols symbols = sample.symbols();
        Path slice = folder.resolve("slice.avml");
        try (RecordingImage image = new RecordingImage(MemoryImages.open(sample.image()))) {
            Kernel kernel = KernelOpener.open(image, symbols);
            kernel.object("task_struct", kernel.address("init_task")).text("comm");
            SliceWriter.write(image, slice, ImageOutputFormat.AVML);
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
        for (Corpus.Sample sample : Corpus.samples()) {
            try (MemoryImage image = MemoryImages.open(sample.image())) {
                Optional<VmcoreInfo> info = KernelOpener.probe(image);
                assertThat(info).isPresent();
                assertThat(info.get().osRelease()).isEqualTo(sample.release());
                assertThat(KernelOpener.memory(image, info.get())).isPresent();
            }
        }
    }

    @Test
    void namesBothKernelsWhenSymbolsAreOfAnother() {
        Symbols other = Corpus.sample("6.1.0-56-4level").symbols();
        try (MemoryImage image =
                MemoryImages.open(Corpus.sample("5.10.0-43-4level").image())) {
            assertThatThrownBy(() -> KernelOpener.open(image, other))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("5.10.0-43-cloud-amd64 #1 SMP")
                    .hasMessageContaining(other.banner().orElseThrow())
                    .hasMessageEndingWith("give the symbols of the image's kernel");
        }
    }
}
