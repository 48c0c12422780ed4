package io.nodememory.kernel.find;

import io.nodememory.kernel.image.MemoryImage;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The known facts of a kernel whose symbols are wanted.
 *
 * @param image the memory that it is in
 * @param buildId its GNU build id in lower-case hexadecimal
 * @param release as {@code uname -r} prints it
 * @param cos the operating system image, if it is a Container-Optimized OS and that is known
 * @param report takes a sentence about each attempt, for people
 */
public record SymbolRequest(
        Optional<MemoryImage> image,
        Optional<String> buildId,
        Optional<String> release,
        Optional<CosImage> cos,
        Consumer<String> report) {

    public SymbolRequest {
        buildId.ifPresent(id -> {
            if (!id.matches("[0-9a-f]{8,128}")) {
                throw new IllegalArgumentException("a build id is hexadecimal: " + id);
            }
        });
    }

    /** The kernel for people. */
    public String describe() {
        return release.orElse("of unknown release")
                + buildId.map(id -> " (build id " + id + ")").orElse("");
    }
}
