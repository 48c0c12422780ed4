package io.nodememory.shell.analysis;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.KernelOpener;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.VmcoreInfo;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.symbols.SymbolCache;
import io.nodememory.kernel.symbols.SymbolFiles;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.fromimage.ImageSymbols;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds the symbols of an image's kernel: a given file or folder, else the cache by build id, else the image itself. */
final class SymbolSearch {
    /** Files of a folder that are opened at most: a search, not a crawl. */
    private static final int MOST_FILES = 1000;

    private static final int DEPTH = 4;

    private SymbolSearch() {}

    /**
     * @param given file or folder, null for none
     * @throws BadInputException if there are no symbols, with what to do
     */
    static Symbols find(MemoryImage image, Path given) {
        if (given == null) {
            return search(image);
        }
        return Files.isDirectory(given) ? inFolder(image, given) : SymbolFiles.open(given);
    }

    /** By build id from the cache, else out of the image itself. */
    private static Symbols search(MemoryImage image) {
        return KernelOpener.probe(image)
                .flatMap(VmcoreInfo::buildId)
                .flatMap(SymbolCache.standard()::findByBuildId)
                .orElseGet(() -> ImageSymbols.find(image));
    }

    /** Lets symbols that were given for an image be found by its build id from now on. */
    static void remember(Kernel kernel) {
        if (kernel.symbols().buildId().isEmpty()) {
            vmcoreInfo(kernel)
                    .flatMap(VmcoreInfo::buildId)
                    .ifPresent(buildId -> SymbolCache.standard().identify(kernel.symbols(), buildId));
        }
    }

    /** The note's text lies where {@code vmcoreinfo_data} points to (kernel/vmcore_info.c), in one page. */
    private static Optional<VmcoreInfo> vmcoreInfo(Kernel kernel) {
        OptionalLong pointer = kernel.findAddress("vmcoreinfo_data");
        if (pointer.isEmpty()) {
            return Optional.empty();
        }
        try {
            long text = kernel.memory().readPointer(pointer.getAsLong());
            byte[] note = kernel.memory().readCString(text, MemoryImage.PAGE_SIZE);
            return VmcoreInfo.parse(new String(note, StandardCharsets.ISO_8859_1));
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }

    private static Symbols inFolder(MemoryImage image, Path folder) {
        Optional<VmcoreInfo> info = KernelOpener.probe(image);
        List<Path> others = new ArrayList<>();
        for (Path file : files(folder)) {
            Optional<Symbols> symbols = open(file);
            if (symbols.isPresent()) {
                if (info.isEmpty() || fits(symbols.get(), info.get())) {
                    return symbols.get();
                }
                symbols.get().close();
                others.add(file);
            }
        }
        throw new BadInputException(
                "no symbols in %s fit the kernel %s (%d symbol files are of others): name another folder or file"
                        .formatted(folder, info.map(SymbolSearch::describe).orElse("of the image"), others.size()));
    }

    private static boolean fits(Symbols symbols, VmcoreInfo info) {
        if (symbols.buildId().isPresent() && info.buildId().isPresent()) {
            return symbols.buildId().equals(info.buildId());
        }
        return symbols.banner()
                .filter(banner -> banner.startsWith("Linux version " + info.osRelease() + " "))
                .isPresent();
    }

    private static Optional<Symbols> open(Path file) {
        try {
            return Optional.of(SymbolFiles.open(file));
        } catch (BadInputException e) {
            // A folder may hold anything; what is no symbol file is none of this search's business.
            return Optional.empty();
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
            return walk.filter(Files::isRegularFile).limit(MOST_FILES).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException("cannot search the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String describe(VmcoreInfo info) {
        return info.osRelease()
                + info.buildId().map(id -> " (build id " + id + ")").orElse("");
    }
}
