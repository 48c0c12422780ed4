package io.nodememory.capture.symbols;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Downloads a symbol file, proves that it is the wanted kernel's, reads it and keeps what was read in the cache. */
final class DownloadedSymbols {
    /** A way to get a file. */
    interface Source {
        void download(PartialFile target) throws DownloadException, IOException;
    }

    private final SymbolCache cache;

    DownloadedSymbols(SymbolCache cache) {
        this.cache = cache;
    }

    /**
     * @param key names the file while it is incomplete
     * @return empty if it could not be had or is another kernel's; both are reported
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
            throw new BadInputException("%s is of another kernel: its build id is %s, not %s"
                    .formatted(
                            address, found.orElse("missing"), request.buildId().get()));
        }
        cache.store(symbols);
        request.report().accept("symbols were downloaded from " + address);
        return symbols;
    }
}
