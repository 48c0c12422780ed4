package io.nodememory.kernel.truth;

import io.nodememory.kernel.find.fromimage.ImageSymbols;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real captures with the guest's own /proc as the expected answer: folders of image, truth.json and perhaps symbols. */
public final class Corpus {
    /**
     * A capture: its image ({@code node.avml}, or the lab's {@code memory.elf} or {@code mem.elf}), {@code truth.json} and,
     * unless nobody has symbols for its kernel, {@code symbols.json.xz} in one folder.
     */
    public record Sample(Path folder) {
        public Path image() {
            return Stream.of("node.avml", "memory.elf")
                    .map(folder::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(folder.resolve("mem.elf"));
        }

        /** Opens the kernel by its symbol file, or by what the image itself holds where there is none. */
        public Kernel open() {
            MemoryImage image = MemoryImages.open(image());
            Path symbols = folder.resolve("symbols.json.xz");
            return KernelOpener.open(image, Files.exists(symbols) ? IsfReader.read(symbols) : ImageSymbols.find(image));
        }

        /** Opens the kernel by its own file where that lies beside the image, since that has the code to compare with. */
        Kernel openWithCode() {
            Path vmlinux = folder.resolve("vmlinux");
            return Files.exists(vmlinux)
                    ? KernelOpener.open(MemoryImages.open(image()), SymbolFiles.read(vmlinux))
                    : open();
        }

        Path intrusions() {
            return folder.resolve("intrusions.txt");
        }

        public Path truth() {
            return folder.resolve("truth.json");
        }

        private boolean ranBash() {
            try {
                return Files.readString(truth()).contains("\"bash\"");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return folder.getFileName().toString();
        }
    }

    private Corpus() {}

    /** The repository's own sample, and the corpus' captures where this machine has them; if not, standard error says so. */
    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(Path.of("../samples/node")));
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            System.err.println(
                    "SKIPPED: no corpus of captures found (shared/corpus in a parent folder, or -Dnodemem.corpus)");
            return samples;
        }
        folders(folder.get()).filter(s -> Files.exists(s.truth())).forEach(samples::add);
        return samples;
    }

    /** Those of guests with the corpus' own workload, which has a bash with a history and files it wrote itself. */
    static Stream<Sample> samplesWithBash() {
        return samples().stream().filter(Sample::ranBash);
    }

    /** Captures of {@code samples/lab/intruder.sh}, with {@code intrusions.txt} instead of a truth: what /proc says there is a lie. */
    public static List<Sample> intruders() {
        List<Sample> samples = folder().map(Corpus::folders)
                .orElseGet(Stream::empty)
                .filter(s -> Files.exists(s.intrusions()))
                .toList();
        if (samples.isEmpty()) {
            System.err.println(
                    "SKIPPED: no captures of samples/lab/intruder.sh found (shared/corpus in a parent folder, or"
                            + " -Dnodemem.corpus)");
        }
        return samples;
    }

    private static Stream<Sample> folders(Path corpus) {
        try (Stream<Path> folders = Files.list(corpus)) {
            return folders.sorted().map(Sample::new).filter(s -> Files.exists(s.image())).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> folder() {
        String given = System.getProperty("nodemem.corpus");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path candidate = up.resolve("shared/corpus");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
