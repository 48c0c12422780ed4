package io.jenkins.plugins.nodememory.agent;

import io.nodememory.capture.NodeContext;
import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.KernelOpener;
import io.nodememory.kernel.VmcoreInfo;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.symbols.SymbolCache;
import io.nodememory.kernel.symbols.SymbolFiles;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.provider.CachedSymbols;
import io.nodememory.kernel.symbols.provider.FolderSymbols;
import io.nodememory.kernel.symbols.provider.SymbolProviders;
import io.nodememory.kernel.symbols.provider.SymbolRequest;
import io.nodememory.kernel.symbols.provider.SymbolsOfImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The kernel in an image. */
final class KernelFile {
    private KernelFile() {}

    /**
     * @param symbols file or folder, null for the agent's cache and then the image itself
     * @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit
     */
    static Kernel open(Path file, Path symbols) {
        MemoryImage image = MemoryImages.open(file);
        try {
            Kernel kernel = of(image, symbols);
            NodeContext.beside(file).ifPresent(context -> context.applyTo(kernel));
            return kernel;
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /** Like {@link #open} for an image that is opened already. */
    static Kernel of(MemoryImage image, Path symbols) {
        return KernelOpener.open(image, symbols(image, symbols));
    }

    private static Symbols symbols(MemoryImage image, Path given) {
        if (given != null && !Files.isDirectory(given)) {
            return SymbolFiles.open(given);
        }
        Optional<VmcoreInfo> info = KernelOpener.probe(image);
        SymbolRequest request = new SymbolRequest(
                Optional.of(image),
                info.flatMap(VmcoreInfo::buildId).filter(id -> id.matches("[0-9a-f]{8,128}")),
                info.map(VmcoreInfo::osRelease),
                Optional.empty(),
                sentence -> {});
        SymbolProviders places = given == null
                ? new SymbolProviders(List.of(new CachedSymbols(SymbolCache.standard()), new SymbolsOfImage()))
                : new SymbolProviders(List.of(new FolderSymbols(given)));
        return places.require(request);
    }
}
