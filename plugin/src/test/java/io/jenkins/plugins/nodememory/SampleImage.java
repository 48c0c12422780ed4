package io.jenkins.plugins.nodememory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A real capture: that of the folder samples, or one of the corpus, in a folder above this one. */
record SampleImage(Path image, Path symbols) {
    static SampleImage find() {
        Optional<SampleImage> found = Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
                .flatMap(above -> Stream.of("samples/node", "shared/corpus/6.1.0-54-4level")
                        .map(above::resolve))
                .map(folder -> new SampleImage(folder.resolve("node.avml"), folder.resolve("symbols.json.xz")))
                .filter(sample -> Files.exists(sample.image()) && Files.exists(sample.symbols()))
                .findFirst();
        assumeTrue(found.isPresent(), "SKIPPED: no samples/node and no shared/corpus in a folder above this one");
        return found.get();
    }

    /** The arguments of {@code captureNodeMemory} for this image. */
    String arguments() {
        return "file: '%s', symbols: '%s'".formatted(image, symbols);
    }
}
