package io.nodememory.capture.symbols;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.find.CachedSymbols;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.find.FolderSymbols;
import io.nodememory.kernel.find.SymbolProvider;
import io.nodememory.kernel.find.SymbolProviders;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.find.SymbolsOfImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.linux.fs.CachedFile;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.open.KnownPods;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Opens the kernel of an image with its symbols: those of the user's file or folder, else of the usual places. */
public final class SymbolSearch {
    private static final String HEXADECIMAL = "[0-9a-f]{8,128}";
    private static final String RELEASE_COMES_AFTER = "Linux version ";

    private final MemoryImage image;
    private final MemoryImage searched;
    private final SymbolChoice choice;
    private final Consumer<String> say;
    private final DownloadProgress progress;
    private final SymbolsOfImage ofImage;

    private SymbolSearch(MemoryImage image, SymbolChoice choice, Consumer<String> say, DownloadProgress progress) {
        this.image = image;
        this.searched = image.unrecorded();
        this.choice = choice;
        this.say = say;
        this.progress = progress;
        this.ofImage = new SymbolsOfImage();
    }

    /**
     * Finds the symbols of an image's kernel and opens the kernel. The build id of the image then finds the user's symbols again.
     *
     * @param image stays open if this fails
     * @param say receives a sentence about each place that failed before the next was searched; it may contain any character
     * @throws BadInputException if the image cannot be read, or there are no symbols that fit, with a way to provide them
     */
    public static Kernel open(MemoryImage image, SymbolChoice choice, Consumer<String> say, DownloadProgress progress) {
        return open(image, choice, KnownPods.NONE, say, progress);
    }

    /** Like {@link #open(MemoryImage, SymbolChoice, Consumer, DownloadProgress)}, with what the cluster's API reported. */
    public static Kernel open(
            MemoryImage image, SymbolChoice choice, KnownPods pods, Consumer<String> say, DownloadProgress progress) {
        Kernel kernel = KernelOpener.open(image, find(image, choice, say, progress), pods);
        remember(kernel);
        return kernel;
    }

    private static Symbols find(
            MemoryImage image, SymbolChoice choice, Consumer<String> say, DownloadProgress progress) {
        SymbolSearch search = new SymbolSearch(image, choice, say, progress);
        if (choice.given().isEmpty()) {
            return search.inUsualPlaces();
        }
        Path given = choice.given().get();
        // A single file leaves no choice, so the kernel's identity need not be read from the image.
        return Files.isDirectory(given)
                ? new SymbolProviders(List.of(new FolderSymbols(given))).require(search.request(Optional.empty()))
                : SymbolFiles.open(given);
    }

    private Symbols inUsualPlaces() {
        SymbolCache cache = SymbolCache.standard();
        SymbolRequest request = request(choice.cos());
        CachedSymbols cached = new CachedSymbols(cache);
        List<SymbolProvider> places = new ArrayList<>(List.of(cached));
        List<SymbolProvider> downloads =
                choice.offline() ? List.of() : SymbolDownloads.of(System.getenv(), cache, progress);
        if (!downloads.isEmpty() && choice.cos().isEmpty()) {
            // Only if the cache has no symbols: reading the operating system's name needs symbols from the image
            // itself.
            Optional<Symbols> known = cached.find(request);
            if (known.isPresent()) {
                return known.get();
            }
            request = request(operatingSystem());
        }
        places.addAll(downloads);
        places.add(ofImage);
        return new SymbolProviders(places).require(request);
    }

    /** The identity of the kernel, which is read from the whole image only if there is no other way. */
    private SymbolRequest request(Optional<CosImage> cos) {
        if (searched.vmcoreinfo().isEmpty()) {
            Optional<Symbols> own = ofImage.symbols(searched);
            if (own.flatMap(Symbols::buildId).isPresent()) {
                Optional<String> release = own.flatMap(Symbols::banner)
                        .filter(banner -> banner.startsWith(RELEASE_COMES_AFTER))
                        .map(banner ->
                                banner.substring(RELEASE_COMES_AFTER.length()).split(" ", 2)[0]);
                return request(own.flatMap(Symbols::buildId), release, cos);
            }
        }
        Optional<VmcoreInfo> info = KernelOpener.probe(searched);
        return request(info.flatMap(VmcoreInfo::buildId), info.map(VmcoreInfo::osRelease), cos);
    }

    private SymbolRequest request(Optional<String> buildId, Optional<String> release, Optional<CosImage> cos) {
        return new SymbolRequest(Optional.of(image), buildId.filter(id -> id.matches(HEXADECIMAL)), release, cos, say);
    }

    /** The build of Container-Optimized OS, empty for another operating system. */
    private Optional<CosImage> operatingSystem() {
        try {
            return ofImage.symbols(searched)
                    .map(symbols -> KernelOpener.open(searched, symbols))
                    .flatMap(kernel -> CachedFile.find(kernel, "etc/os-release")
                            .or(() -> CachedFile.find(kernel, "usr/lib/os-release")))
                    .flatMap(file -> CosImage.parse(file.text()));
        } catch (BadInputException | UnreadableMemoryException | MissingSymbolException e) {
            // Then the name is unknown, as it is if the page cache does not have the file.
            return Optional.empty();
        }
    }

    /**
     * Makes the user's symbols of an image available by its build id. The build id is read in any case, so that a slice of the image
     * includes it.
     */
    private static void remember(Kernel kernel) {
        Optional<String> buildId = vmcoreInfo(kernel).flatMap(VmcoreInfo::buildId);
        if (kernel.symbols().buildId().isEmpty()) {
            buildId.ifPresent(id -> SymbolCache.standard().identify(kernel.symbols(), id));
        }
    }

    /** Reads the note's text, to which {@code vmcoreinfo_data} points (kernel/vmcore_info.c), in one page. */
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
}
