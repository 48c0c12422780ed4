package io.nodememory.capture.symbols;

import io.nodememory.kernel.find.SymbolProvider;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds debug information by build id on servers: {@code GET /buildid/ID/debuginfo} (elfutils, debuginfod(8)). */
public final class DebuginfodSymbols implements SymbolProvider {
    private static final String VARIABLE = "DEBUGINFOD_URLS";

    private final List<URI> servers;
    private final HttpDownload http;
    private final DownloadedSymbols downloads;
    private final DownloadProgress progress;

    DebuginfodSymbols(List<URI> servers, HttpDownload http, SymbolCache cache, DownloadProgress progress) {
        this.servers = List.copyOf(servers);
        this.http = http;
        this.downloads = new DownloadedSymbols(cache);
        this.progress = progress;
    }

    /** Uses the servers of {@code DEBUGINFOD_URLS}, which may be empty. */
    static DebuginfodSymbols of(
            Map<String, String> environment, Duration patience, SymbolCache cache, DownloadProgress progress) {
        List<URI> servers = Stream.of(environment.getOrDefault(VARIABLE, "").split("\\s+", -1))
                .filter(url -> url.matches("https?://[^\\s]+"))
                .map(URI::create)
                .toList();
        return new DebuginfodSymbols(
                servers, new HttpDownload(new ProxyEnvironment(environment), patience), cache, progress);
    }

    @Override
    public String name() {
        return servers.isEmpty() ? "no debuginfod server (%s is not set)".formatted(VARIABLE) : "debuginfod " + servers;
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        if (request.buildId().isEmpty()) {
            return Optional.empty();
        }
        String buildId = request.buildId().get();
        return servers.stream()
                .map(server ->
                        URI.create(server.toString().replaceAll("/+$", "") + "/buildid/" + buildId + "/debuginfo"))
                .map(address -> downloads.get(
                        "debuginfod-" + buildId,
                        address.toString(),
                        request,
                        target -> http.get(address, target, progress)))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
