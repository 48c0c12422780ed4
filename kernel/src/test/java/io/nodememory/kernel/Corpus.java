package io.nodememory.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.kernel.find.fromimage.ImageSymbols;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Real captures with the guest's own /proc as the expected answer. The repository has {@code samples/node} and the slices of
 * {@code samples/corpus}; those of a larger corpus are added where this machine has one: {@code -Dnodemem.corpus=FOLDER}, or
 * {@code shared/corpus} in a parent folder.
 */
public final class Corpus {
    /** Symbols read once for all tests of a module: reading one file takes longer than most of the tests. */
    private static final Map<Path, Symbols> SYMBOLS = new ConcurrentHashMap<>();

    private static final Path SAMPLES = inParent("samples/corpus").orElseThrow().getParent();

    /**
     * A capture in a folder: its image ({@code node.avml}, or the lab's {@code memory.elf} or {@code mem.elf}), {@code
     * truth.json} and, unless nobody has symbols for its kernel, {@code symbols.json.xz}.
     */
    public record Sample(Path folder) {
        public Path image() {
            return Stream.of("node.avml", "memory.elf")
                    .map(folder::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(folder.resolve("mem.elf"));
        }

        public Path symbolFile() {
            return folder.resolve("symbols.json.xz");
        }

        /** The symbols of its file; shared, so that nobody may close them. */
        public Symbols symbols() {
            return SYMBOLS.computeIfAbsent(symbolFile(), IsfReader::read);
        }

        /** Opens the kernel by its symbol file, or by what the image itself holds where there is none. */
        public Kernel open() {
            MemoryImage image = MemoryImages.open(image());
            return KernelOpener.open(image, Files.exists(symbolFile()) ? symbols() : ImageSymbols.find(image));
        }

        /** Opens the kernel by its own file where that lies beside the image, since that has the code to compare with. */
        public Kernel openWithCode() {
            Path vmlinux = folder.resolve("vmlinux");
            return Files.exists(vmlinux)
                    ? KernelOpener.open(MemoryImages.open(image()), SymbolFiles.read(vmlinux))
                    : open();
        }

        /** The guest's /proc, as {@code samples/lab/truth.py} writes it. */
        public JsonNode truth() {
            try {
                return new ObjectMapper().readTree(folder.resolve("truth.json").toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The release of the kernel, by /proc/version. */
        public String release() {
            return truth().at("/sys_version/0").asText().split(" ", 4)[2];
        }

        public Path intrusions() {
            return folder.resolve("intrusions.txt");
        }

        /** Whether more files of the guest's /proc and /sys lie beside the image ({@link TruthSys}). */
        public boolean hasTruthSys() {
            return Files.exists(folder.resolve("truth-sys.tar.xz"));
        }

        public boolean inRepository() {
            return folder.startsWith(SAMPLES);
        }

        /** Whether only the pages that an analysis reads are left of the image. */
        public boolean sliced() {
            return folder.startsWith(SAMPLES.resolve("corpus"));
        }

        private boolean ranBash() {
            return truth().findValuesAsText("comm").contains("bash");
        }

        @Override
        public String toString() {
            return folder.getFileName().toString();
        }
    }

    private Corpus() {}

    /** A capture of the repository by its folder's name in {@code samples/corpus}. */
    public static Sample sample(String name) {
        return new Sample(SAMPLES.resolve("corpus").resolve(name));
    }

    /** All captures, the repository's own first. */
    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(SAMPLES.resolve("node")));
        folders(SAMPLES.resolve("corpus")).forEach(samples::add);
        large().stream()
                .filter(sample -> Files.exists(sample.folder().resolve("truth.json")))
                .forEach(samples::add);
        return samples;
    }

    /** Those that hold the kernel's kallsyms and BTF, and have symbols to compare these with. */
    public static Stream<Sample> samplesWithSymbolsInside() {
        return samples().stream().filter(sample -> !sample.sliced() && Files.exists(sample.symbolFile()));
    }

    /** Those of guests that had a bash with a history and files that its init wrote. */
    public static Stream<Sample> samplesWithBash() {
        return samples().stream().filter(Sample::ranBash);
    }

    /** Captures of {@code samples/lab/intruder.sh}, with {@code intrusions.txt} instead of a truth: what /proc says there is a lie. */
    public static List<Sample> intruders() {
        List<Sample> samples = large().stream()
                .filter(sample -> Files.exists(sample.intrusions()))
                .toList();
        if (samples.isEmpty()) {
            System.err.println(
                    "SKIPPED: no captures of samples/lab/intruder.sh found (shared/corpus in a parent folder, or"
                            + " -Dnodemem.corpus)");
        }
        return samples;
    }

    private static List<Sample> large() {
        return Optional.ofNullable(System.getProperty("nodemem.corpus"))
                .map(Path::of)
                .or(() -> inParent("shared/corpus"))
                .map(Corpus::folders)
                .orElse(List.of());
    }

    private static List<Sample> folders(Path corpus) {
        try (Stream<Path> folders = Files.list(corpus)) {
            return folders.sorted()
                    .map(folder -> new Sample(folder.toAbsolutePath().normalize()))
                    .filter(sample -> Files.exists(sample.image()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> inParent(String folder) {
        return Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
                .map(at -> at.resolve(folder))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
