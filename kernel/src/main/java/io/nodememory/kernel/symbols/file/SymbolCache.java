package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.Sha256;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.CompactFormat;
import io.nodememory.kernel.symbols.text.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder of symbols in their compact form, one file a kernel, named by build id or, where none is known, by a hash of
 * the banner. Beside it lies the kernel's text where a {@code vmlinux} was the source. Small {@code .ref} files lead from
 * banners and from source files to them. Any number of processes may share it: files appear whole by renaming, and a file
 * that is gone is one that is not cached. What was used least recently is deleted when the folder exceeds its limit.
 */
public final class SymbolCache {
    /** Names the cache's folder: a system property or an environment variable. */
    static final String PROPERTY = "nodemem.cache";

    static final String VARIABLE = "NODEMEM_CACHE";

    /** Bytes that a cache may take unless told otherwise: some hundred kernels. */
    static final long DEFAULT_LIMIT = 1L << 30;

    private static final String SUFFIX = ".nmsyms";
    private static final String TEXT_SUFFIX = ".nmtext";
    private static final String REFERENCE = ".ref";

    /**
     * A cached kernel.
     *
     * @param key build id, or {@code banner-} and a hash
     * @param bytes size of the file, and of that of the kernel's text beside it
     * @param used when it was last opened
     */
    public record Entry(String key, long bytes, Instant used, Path file) {}

    private final Path folder;
    private final long limit;

    /** @param limit in bytes */
    public SymbolCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
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
        String key = bannerKey(banner);
        Optional<Symbols> direct = open(key);
        return direct.isPresent() ? direct : follow(key);
    }

    /** What was read from that very file before, told by path, size and time of change. */
    Optional<Symbols> findBySource(Path source) {
        try {
            return follow(sourceKey(source));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps symbols for later. Those that tell no kernel (neither build id nor banner), hold only types or only addresses,
     * or fit one boot alone ({@link Symbols.Origin#relocated()}) are not kept.
     *
     * @return whether they are in the cache now; a cache that cannot be written is no reason to stop
     */
    public boolean store(Symbols symbols) {
        Optional<String> key = symbols.buildId().or(() -> symbols.banner().map(SymbolCache::bannerKey));
        boolean whole = symbols.structNames().findAny().isPresent()
                && symbols.symbols().findAny().isPresent();
        if (key.isEmpty()
                || !whole
                || symbols.origin().relocated()
                || !key.get().matches("[0-9a-z-]{1,150}")) {
            return false;
        }
        try {
            createFolder();
            CompactFile.write(symbols, folder.resolve(key.get() + SUFFIX));
            Optional<KernelText> text = symbols.text();
            if (text.isPresent()) {
                TextFile.write(text.get(), folder.resolve(key.get() + TEXT_SUFFIX));
            }
            if (symbols.buildId().isPresent() && symbols.banner().isPresent()) {
                refer(bannerKey(symbols.banner().get()), key.get());
            }
            evict(key.get());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Remembers that cached symbols without a build id of their own (an ISF file) are those of a kernel with this one, as
     * shown by their fitting an image: found by it from then on.
     */
    public void identify(Symbols symbols, String buildId) {
        if (symbols.buildId().isEmpty() && symbols.banner().isPresent() && buildId.matches("[0-9a-fA-F]{8,128}")) {
            String key = bannerKey(symbols.banner().get());
            try {
                if (Files.exists(folder.resolve(key + SUFFIX))) {
                    refer(buildId.toLowerCase(Locale.ROOT), key);
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Like {@link #store(Symbols)}, and remembers that they come from that file. */
    boolean store(Symbols symbols, Path source) {
        if (!store(symbols)) {
            return false;
        }
        String key =
                symbols.buildId().orElseGet(() -> bannerKey(symbols.banner().orElseThrow()));
        try {
            refer(sourceKey(source), key);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The cached kernels, last used first. */
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files("*" + SUFFIX)) {
            String name = file.getFileName().toString();
            // A file of no time was deleted by another process in the meantime.
            String key = name.substring(0, name.length() - SUFFIX.length());
            long bytes = file.toFile().length() + textOf(file).toFile().length();
            lastUsed(file).ifPresent(used -> entries.add(new Entry(key, bytes, used, file)));
        }
        entries.sort(Comparator.comparing(Entry::used).reversed());
        return entries;
    }

    /** Deletes all; returns the number of kernels that were cached. */
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
            // Damaged or of another version of this program: what cannot be used need not be kept.
            delete(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Symbols that are named by the banner (an ISF file's) have it under the build id where that is known by now. */
    private Optional<KernelText> text(String key) {
        Optional<KernelText> own = TextFile.read(textOf(folder.resolve(key + SUFFIX)));
        return own.isPresent()
                ? own
                : referred(key).flatMap(other -> TextFile.read(textOf(folder.resolve(other + SUFFIX))));
    }

    /** The file of the text of the kernel whose symbols are in a file. */
    private static Path textOf(Path symbols) {
        String name = symbols.getFileName().toString();
        return symbols.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + TEXT_SUFFIX);
    }

    private Optional<Symbols> follow(String reference) {
        return referred(reference).flatMap(this::open);
    }

    private Optional<String> referred(String reference) {
        try {
            String key = Files.readString(folder.resolve(reference + REFERENCE)).strip();
            return Optional.of(key).filter(name -> name.matches("[0-9a-z-]{1,150}"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void refer(String reference, String key) throws IOException {
        Path unfinished = Files.createTempFile(folder, reference, ".tmp");
        Files.writeString(unfinished, key);
        Files.move(unfinished, folder.resolve(reference + REFERENCE), StandardCopyOption.REPLACE_EXISTING);
    }

    private void createFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        OwnerOnlyFiles.createFolders(folder);
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
        for (Path leftover : files("*.tmp")) {
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

    private static String bannerKey(String banner) {
        return "banner-" + hash(banner.strip());
    }

    private static String sourceKey(Path source) throws IOException {
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
}
