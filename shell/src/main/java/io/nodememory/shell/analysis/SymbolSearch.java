package io.nodememory.shell.analysis;

import io.nodememory.capture.symbols.DownloadProgress;
import io.nodememory.capture.symbols.SymbolDownloads;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.KernelOpener;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.VmcoreInfo;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.symbols.SymbolCache;
import io.nodememory.kernel.symbols.SymbolFiles;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.provider.CachedSymbols;
import io.nodememory.kernel.symbols.provider.FolderSymbols;
import io.nodememory.kernel.symbols.provider.SymbolProvider;
import io.nodememory.kernel.symbols.provider.SymbolProviders;
import io.nodememory.kernel.symbols.provider.SymbolRequest;
import io.nodememory.kernel.symbols.provider.SymbolsOfImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the symbols of an image's kernel: a given file or folder, else in the usual places. */
final class SymbolSearch {
    private static final String HEXADECIMAL = "[0-9a-f]{8,128}";

    private SymbolSearch() {}

    /**
     * @param given file or folder, null for none
     * @throws io.nodememory.kernel.BadInputException if there are no symbols, with what to do
     */
    static Symbols find(MemoryImage image, Path given) {
        if (given != null && !Files.isDirectory(given)) {
            // Nothing to choose from: the image need not be asked which kernel it holds.
            return SymbolFiles.open(given);
        }
        List<SymbolProvider> places = given == null ? usualPlaces() : List.of(new FolderSymbols(given));
        return new SymbolProviders(places).require(request(image));
    }

    private static List<SymbolProvider> usualPlaces() {
        SymbolCache cache = SymbolCache.standard();
        List<SymbolProvider> places = new ArrayList<>();
        places.add(new CachedSymbols(cache));
        places.addAll(SymbolDownloads.of(System.getenv(), cache, DownloadProgress.NONE));
        places.add(new SymbolsOfImage());
        return places;
    }

    private static SymbolRequest request(MemoryImage image) {
        Optional<VmcoreInfo> info = KernelOpener.probe(image);
        return new SymbolRequest(
                Optional.of(image),
                info.flatMap(VmcoreInfo::buildId).filter(id -> id.matches(HEXADECIMAL)),
                info.map(VmcoreInfo::osRelease),
                Optional.empty(),
                sentence -> {});
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
}
