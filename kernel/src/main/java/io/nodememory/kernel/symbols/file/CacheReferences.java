package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.Sha256;
import io.nodememory.kernel.bytes.WholeFile;
import io.nodememory.kernel.symbols.compact.CompactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code .ref} files of a {@link SymbolCache}. Each leads from a banner, a source file or a build id to the key of a cached
 * kernel.
 *
 * @param folder the folder of the cache
 */
record CacheReferences(Path folder) {
    private static final String SUFFIX = ".ref";

    /** The name for a kernel's banner. */
    static String ofBanner(String banner) {
        return "banner-" + hash(banner.strip());
    }

    /** The name for a source file, which its path, size and modification time identify. */
    static String ofSource(Path source) throws IOException {
        return "source-"
                + hash("%s|%d|%s|%d"
                        .formatted(
                                source.toRealPath(),
                                Files.size(source),
                                Files.getLastModifiedTime(source),
                                CompactFormat.VERSION));
    }

    private static String hash(String text) {
        return Sha256.of(text).substring(0, 40);
    }

    /** Whether a text can be the key of a cached kernel, and so the name of a file. */
    static boolean isKey(String text) {
        return text.matches("[0-9a-z-]{1,150}");
    }

    /** The key to which a reference leads; empty if there is none. */
    Optional<String> key(String reference) {
        try {
            return Optional.of(
                            Files.readString(folder.resolve(reference + SUFFIX)).strip())
                    .filter(CacheReferences::isKey);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Makes a reference lead to a key. */
    void set(String reference, String key) throws IOException {
        WholeFile.write(folder.resolve(reference + SUFFIX), key.getBytes(StandardCharsets.UTF_8));
    }
}
