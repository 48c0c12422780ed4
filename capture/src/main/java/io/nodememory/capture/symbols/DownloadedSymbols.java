package io.nodememory.capture.symbols;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Downloads a symbol file, checks that it belongs to the kernel, reads it and stores the symbols in the cache. */
final class DownloadedSymbols {
    /** Downloads a file. */
    interface Source {
        void download(PartialFile target) throws DownloadException, IOException;
    }

    private final SymbolCache cache;

    DownloadedSymbols(SymbolCache cache) {
        this.cache = cache;
    }

    /**
     * Downloads symbols.
     *
     * @param key name of the incomplete file
     * @return empty if the download failed or the file belongs to another kernel, which is reported to the request
     */
    Optional<Symbols> get(String key, String address, SymbolRequest request, Source source) {
        Path folder = cache.folder().resolve("downloads");
        try (PartialFile file = PartialFile.open(folder, key)) {
            source.download(file);
            try {
                return Optional.of(read(file, address, request));
            } finally {
                file.delete();
            }
        } catch (DownloadException | BadInputException e) {
            request.report().accept(e.getMessage());
        } catch (IOException e) {
            request.report().accept("%s was not downloaded to %s: %s".formatted(address, folder, e.getMessage()));
        }
        return Optional.empty();
    }

    private Symbols read(PartialFile file, String address, SymbolRequest request) {
        Symbols symbols = SymbolFiles.read(file.file());
        Optional<String> found = symbols.buildId();
        if (request.buildId().isPresent() && !request.buildId().equals(found)) {
            symbols.close();
            throw new BadInputException("%s belongs to another kernel: its build id is %s, not %s"
                    .formatted(
                            address, found.orElse("missing"), request.buildId().get()));
        }
        cache.store(symbols);
        request.report().accept("symbols were downloaded from " + address);
        return symbols;
    }
}
