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

/** The servers on the network that are searched for symbols. */
public final class SymbolDownloads {
    /** Any value but an empty text, {@code 0} or {@code false} forbids downloads. */
    public static final String OFFLINE = "NODEMEM_OFFLINE";

    /** Another server with the interface of Cloud Storage, such as a mirror. Google's own clients use the same variable. */
    static final String BUCKET_HOST = "STORAGE_EMULATOR_HOST";

    /** The timeout of a server that sends nothing, in whole seconds (elfutils, debuginfod-client-config(7)). */
    static final String TIMEOUT = "DEBUGINFOD_TIMEOUT";

    private static final String GOOGLE = "https://storage.googleapis.com";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Short, so that a machine without network does not wait for each server. */
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 3;

    private SymbolDownloads() {}

    /** The servers in their order, none if the environment forbids downloads. */
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
     * A client of Cloud Storage without credentials.
     *
     * @param patience how long the server may take to answer, or to send the next bytes
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
                        // The version of Jenkins' API plugin has only this one of the two forms.
                        .setInitialRetryDelay(org.threeten.bp.Duration.ofMillis(200))
                        .build())
                .build()
                .getService();
    }
}
