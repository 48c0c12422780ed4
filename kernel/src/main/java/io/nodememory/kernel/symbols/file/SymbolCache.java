package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.bytes.WholeFile;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.text.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cache folder of symbols in the compact form, one file per kernel. The name of a file is the build id or, if that is unknown, a
 * hash of the banner. If a {@code vmlinux} was the source, the kernel's text lies beside it. {@link CacheReferences}
 * lead from banners and source files to kernels. Any number of processes can share the folder: a file appears by renaming when
 * it is complete, and a missing file only means that the kernel is not cached. When the folder exceeds its limit, the least
 * recently used files are deleted.
 */
public final class SymbolCache {
    /** The system property and the environment variable that set the folder of the cache. */
    static final String PROPERTY = "nodemem.cache";

    static final String VARIABLE = "NODEMEM_CACHE";

    /** The default limit in bytes, enough for about a hundred kernels. */
    static final long DEFAULT_LIMIT = 1L << 30;

    private static final String SUFFIX = ".nmsyms";
    private static final String TEXT_SUFFIX = ".nmtext";

    /**
     * A cached kernel.
     *
     * @param key the build id, or {@code banner-} and a hash
     * @param bytes the size of the file and of the kernel's text beside it
     * @param used the time of the last opening
     */
    public record Entry(String key, long bytes, Instant used, Path file) {}

    private final Path folder;
    private final long limit;
    private final CacheReferences references;

    /** @param limit in bytes */
    public SymbolCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
        this.references = new CacheReferences(folder);
    }

    /** The user's cache: {@code $NODEMEM_CACHE}, or {@code nodemem/symbols} below {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
    public static SymbolCache standard() {
        String chosen = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (chosen != null && !chosen.isEmpty()) {
            return new SymbolCache(Path.of(chosen), DEFAULT_LIMIT);
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path parent = caches == null || caches.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return new SymbolCache(parent.resolve("nodemem").resolve("symbols"), DEFAULT_LIMIT);
    }

    public Path folder() {
        return folder;
    }

    /** @param buildId in hexadecimal */
    public Optional<Symbols> findByBuildId(String buildId) {
        if (!buildId.matches("[0-9a-fA-F]{1,128}")) {
            return Optional.empty();
        }
        String key = buildId.toLowerCase(Locale.ROOT);
        return open(key).or(() -> follow(key));
    }

    /** @param banner without trailing newline and NUL */
    public Optional<Symbols> findByBanner(String banner) {
        String key = CacheReferences.ofBanner(banner);
        Optional<Symbols> direct = open(key);
        return direct.isPresent() ? direct : follow(key);
    }

    /** The symbols that were read from a file before; its path, size and modification time identify it. */
    Optional<Symbols> findBySource(Path source) {
        try {
            return follow(CacheReferences.ofSource(source));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Stores symbols. It skips symbols that identify no kernel (neither build id nor banner), that have only types or only
     * addresses, or that are valid for one boot only ({@link Symbols.Origin#relocated()}).
     *
     * @return whether the cache holds them now; an unwritable cache is not an error
     */
    public boolean store(Symbols symbols) {
        Optional<String> key = symbols.buildId().or(() -> symbols.banner().map(CacheReferences::ofBanner));
        boolean whole = symbols.structNames().findAny().isPresent()
                && symbols.symbols().findAny().isPresent();
        if (key.isEmpty() || !whole || symbols.origin().relocated() || !CacheReferences.isKey(key.get())) {
            return false;
        }
        try {
            OwnerOnlyFiles.createFolders(folder);
            CompactFile.write(symbols, folder.resolve(key.get() + SUFFIX));
            Optional<KernelText> text = symbols.text();
            if (text.isPresent()) {
                TextFile.write(text.get(), folder.resolve(key.get() + TEXT_SUFFIX));
            }
            if (symbols.buildId().isPresent() && symbols.banner().isPresent()) {
                references.set(CacheReferences.ofBanner(symbols.banner().get()), key.get());
            }
            evict(key.get());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Records the build id of cached symbols that have none of their own (an ISF file), once they have proved to fit an image with
     * that build id. A search by build id finds them from then on.
     */
    public void identify(Symbols symbols, String buildId) {
        if (symbols.buildId().isEmpty() && symbols.banner().isPresent() && buildId.matches("[0-9a-fA-F]{8,128}")) {
            String key = CacheReferences.ofBanner(symbols.banner().get());
            try {
                if (Files.exists(folder.resolve(key + SUFFIX))) {
                    references.set(buildId.toLowerCase(Locale.ROOT), key);
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Like {@link #store(Symbols)}, and records the file from which they were read. */
    boolean store(Symbols symbols, Path source) {
        if (!store(symbols)) {
            return false;
        }
        String key = symbols.buildId()
                .orElseGet(() -> CacheReferences.ofBanner(symbols.banner().orElseThrow()));
        try {
            references.set(CacheReferences.ofSource(source), key);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The cached kernels, the last used first. */
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files("*" + SUFFIX)) {
            String name = file.getFileName().toString();
            // A file without a time was deleted by another process in the meantime.
            String key = name.substring(0, name.length() - SUFFIX.length());
            long bytes = file.toFile().length() + textOf(file).toFile().length();
            lastUsed(file).ifPresent(used -> entries.add(new Entry(key, bytes, used, file)));
        }
        entries.sort(Comparator.comparing(Entry::used).reversed());
        return entries;
    }

    /** Deletes all files; returns the number of cached kernels. */
    public int clear() {
        int kernels = 0;
        for (Path file : files("*")) {
            kernels += delete(file) && file.toString().endsWith(SUFFIX) ? 1 : 0;
        }
        return kernels;
    }

    private Optional<Symbols> open(String key) {
        Path file = folder.resolve(key + SUFFIX);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Symbols symbols = CompactFile.compact(CompactFile.read(file)).withText(() -> text(key));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(symbols);
        } catch (BadInputException e) {
            // The file is damaged or from another version of this program, so it is useless.
            delete(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The text of a kernel. For symbols named by their banner (from ISF), it may be stored under the build id. */
    private Optional<KernelText> text(String key) {
        Optional<KernelText> own = TextFile.read(textOf(folder.resolve(key + SUFFIX)));
        return own.isPresent()
                ? own
                : references.key(key).flatMap(other -> TextFile.read(textOf(folder.resolve(other + SUFFIX))));
    }

    /** The file with the text of the kernel whose symbols are in a file. */
    private static Path textOf(Path symbols) {
        String name = symbols.getFileName().toString();
        return symbols.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + TEXT_SUFFIX);
    }

    private Optional<Symbols> follow(String reference) {
        return references.key(reference).flatMap(this::open);
    }

    private void evict(String keep) {
        long total = 0;
        for (Entry entry : list()) {
            total += entry.bytes();
            if (total > limit && !entry.key().equals(keep)) {
                delete(entry.file());
                delete(textOf(entry.file()));
                total -= entry.bytes();
            }
        }
        Instant old = Instant.now().minusSeconds(24 * 3600);
        for (Path leftover : files("*" + WholeFile.TEMPORARY)) {
            if (lastUsed(leftover).filter(old::isAfter).isPresent()) {
                delete(leftover);
            }
        }
    }

    private static Optional<Instant> lastUsed(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<Path> files(String glob) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(files::add);
        } catch (IOException e) {
            return files;
        }
        return files;
    }

    private static boolean delete(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
