package io.nodememory.capture.symbols;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.nodememory.kernel.find.SymbolProvider;
import io.nodememory.kernel.symbols.file.SymbolCache;
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

    /** Another server of Cloud Storage's interface than Google's, as Google's own clients take it: a mirror, or one for tests. */
    static final String BUCKET_HOST = "STORAGE_EMULATOR_HOST";

    /** Whole seconds without a byte after which a server is given up (elfutils, debuginfod-client-config(7)). */
    static final String TIMEOUT = "DEBUGINFOD_TIMEOUT";

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
        Duration patience = patience(environment);
        return List.of(
                new CosBucketSymbols(
                        () -> storage(new ProxyEnvironment(environment), bucketHost(environment), patience),
                        cache,
                        progress),
                DebuginfodSymbols.of(environment, patience, cache, progress));
    }

    private static String bucketHost(Map<String, String> environment) {
        String host = environment.getOrDefault(BUCKET_HOST, "");
        return host.isEmpty() ? GOOGLE : host.contains("://") ? host : "http://" + host;
    }

    private static Duration patience(Map<String, String> environment) {
        String seconds = environment.getOrDefault(TIMEOUT, "");
        return seconds.matches("[1-9][0-9]{0,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : PATIENCE;
    }

    static boolean isOff(Map<String, String> environment) {
        return !List.of("", "0", "false").contains(environment.getOrDefault(OFFLINE, ""));
    }

    /**
     * Cloud Storage as everyone may read it.
     *
     * @param patience how long it may take to answer, or to send the next bytes
     */
    static Storage storage(ProxySelector proxies, String host, Duration patience) {
        Proxy proxy = proxies.select(URI.create(host)).get(0);
        HttpTransportOptions transport = HttpTransportOptions.newBuilder()
                .setConnectTimeout((int) CONNECT_PATIENCE.toMillis())
                .setReadTimeout((int) patience.toMillis())
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
                        // This of its two forms is also in the version that Jenkins' API plugin ships.
                        .setInitialRetryDelay(org.threeten.bp.Duration.ofMillis(200))
                        .build())
                .build()
                .getService();
    }
}
