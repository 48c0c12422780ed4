package io.nodememory.capture.symbols;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Selects the proxy of {@code https_proxy}, {@code http_proxy} and {@code no_proxy} (in lower or upper case), like other tools. Without
 * these variables, Java's own properties apply ({@code https.proxyHost} and others).
 */
final class ProxyEnvironment extends ProxySelector {
    private final Map<String, String> environment;

    ProxyEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String proxy = value(uri.getScheme() + "_proxy");
        if (proxy.isEmpty()) {
            ProxySelector standard = ProxySelector.getDefault();
            return standard == null ? List.of(Proxy.NO_PROXY) : standard.select(uri);
        }
        if (excepted(String.valueOf(uri.getHost()))) {
            return List.of(Proxy.NO_PROXY);
        }
        URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        if (address.getHost() == null) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = address.getPort() < 0 ? 80 : address.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), port)));
    }

    private boolean excepted(String host) {
        for (String pattern : value("no_proxy").split("[,\\s]+", -1)) {
            String name = pattern.startsWith(".") ? pattern.substring(1) : pattern;
            if (pattern.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)))) {
                return true;
            }
        }
        return false;
    }

    private String value(String name) {
        String lower = environment.getOrDefault(name, "");
        return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails too and reports it.
    }
}
