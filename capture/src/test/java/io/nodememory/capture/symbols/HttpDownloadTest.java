package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpDownloadTest {
    private static final int SIZE = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private URI address() {
        return URI.create(
                "http://127.0.0.1:%d/file".formatted(server.getAddress().getPort()));
    }

    /** Each connection brings one byte, so attempts alone would never end it. The clock goes on a minute at each look. */
    @Test
    void endsADownloadThatMakesProgressWithoutEnd() throws IOException, DownloadException {
        server.createContext("/file", exchange -> {
            int sent = requests.getAndIncrement();
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(sent, SIZE - 1, SIZE));
            exchange.sendResponseHeaders(sent == 0 ? 200 : 206, SIZE - sent);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            exchange.close();
        });
        AtomicInteger minutes = new AtomicInteger();
        InstantSource clock = () -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.getAndIncrement()));
        HttpDownload download = new HttpDownload(ProxySelector.of(null), PATIENCE, clock);
        try (PartialFile file = PartialFile.open(folder, "key")) {
            assertThatThrownBy(() -> download.get(address(), file, DownloadProgress.NONE))
                    .isInstanceOf(DownloadException.class)
                    .hasMessage(address() + " was not downloaded within 2 hours; the next run continues the download");
            assertThat(file.size()).isBetween(1L, (long) SIZE - 1);
        }
    }

    @Test
    void anInterruptCancelsIt() throws Exception {
        server.createContext("/file", exchange -> {
            asked.countDown();
            try (exchange) {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread here = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                asked.await();
                here.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        HttpDownload download = new HttpDownload(ProxySelector.of(null), PATIENCE);
        try (PartialFile file = PartialFile.open(folder, "key")) {
            assertThatThrownBy(() -> download.get(address(), file, DownloadProgress.NONE))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
