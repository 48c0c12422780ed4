package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyEnvironmentTest {
    private static final URI SERVER = URI.create("https://debuginfod.example.org/buildid/00/debuginfo");

    private static List<Proxy> select(Map<String, String> environment) {
        return new ProxyEnvironment(environment).select(SERVER);
    }

    @Test
    void takesTheProxyOfTheScheme() {
        assertThat(select(Map.of("https_proxy", "http://127.0.0.2:3128", "http_proxy", "http://127.0.0.3:1")))
                .extracting(Proxy::address)
                .asString()
                .contains("127.0.0.2:3128");
        assertThat(select(Map.of("HTTPS_PROXY", "127.0.0.2:3128")))
                .extracting(Proxy::type)
                .containsExactly(Proxy.Type.HTTP);
    }

    @Test
    void leavesOutWhatNoProxyNames() {
        for (String exceptions : List.of("example.org", ".example.org", "a, debuginfod.example.org", "*")) {
            assertThat(select(Map.of("https_proxy", "http://proxy:1", "no_proxy", exceptions)))
                    .as(exceptions)
                    .containsExactly(Proxy.NO_PROXY);
        }
        assertThat(select(Map.of("https_proxy", "http://proxy:1", "no_proxy", "ample.org")))
                .doesNotContain(Proxy.NO_PROXY);
    }
}
