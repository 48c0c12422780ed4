package io.nodememory.capture.symbols;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.nodememory.kernel.symbols.SymbolCache;
import io.nodememory.kernel.symbols.provider.SymbolProvider;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The places on the network that symbols are looked for in. */
public final class SymbolDownloads {
    /** Set to anything but an empty text, {@code 0} or {@code false}, it keeps this program off the network. */
    public static final String OFFLINE = "NODEMEM_OFFLINE";

    private static final String GOOGLE = "https://storage.googleapis.com";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A machine without network must not wait long to learn that. */
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 3;

    private SymbolDownloads() {}

    /** The places in their order, none if the environment turns downloads off. */
    public static List<SymbolProvider> of(
            Map<String, String> environment, SymbolCache cache, DownloadProgress progress) {
        if (isOff(environment)) {
            return List.of();
        }
        return List.of(
                new CosBucketSymbols(() -> storage(new ProxyEnvironment(environment), GOOGLE), cache, progress),
                DebuginfodSymbols.of(environment, PATIENCE, cache, progress));
    }

    static boolean isOff(Map<String, String> environment) {
        return !List.of("", "0", "false").contains(environment.getOrDefault(OFFLINE, ""));
    }

    /** Cloud Storage as everyone may read it. */
    static Storage storage(ProxySelector proxies, String host) {
        Proxy proxy = proxies.select(URI.create(host)).get(0);
        HttpTransportOptions transport = HttpTransportOptions.newBuilder()
                .setConnectTimeout((int) CONNECT_PATIENCE.toMillis())
                .setReadTimeout((int) PATIENCE.toMillis())
                .setHttpTransportFactory(
                        () -> new NetHttpTransport.Builder().setProxy(proxy).build())
                .build();
        return StorageOptions.newBuilder()
                .setCredentials(NoCredentials.getInstance())
                .setProjectId("none")
                .setHost(host)
                .setTransportOptions(transport)
                .setRetrySettings(ServiceOptions.getDefaultRetrySettings().toBuilder()
                        .setMaxAttempts(ATTEMPTS)
                        .setInitialRetryDelayDuration(Duration.ofMillis(200))
                        .build())
                .build()
                .getService();
    }
}
