package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client of Cloud Storage against a server that answers as Cloud Storage does (JSON API, v1). */
class CosBucketOverHttpTest {
    private static final byte[] FILE = SymbolFileBytes.of(SymbolFileBytes.BUILD_ID);

    /** For answers that do not come; those that come have longer, where they are tried once. */
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    Path folder;

    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Duration patience = Waiting.LIMIT;
    private HttpServer server;
    private byte[] content = FILE;
    private int cutAfter = Integer.MAX_VALUE;
    private final AtomicInteger slowAnswers = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestURI().toString();
        if (!request.contains("lakitu")) {
            exchange.sendResponseHeaders(404, -1);
        } else if (request.contains("alt=media")) {
            media(exchange);
        } else {
            CRC32C crc = new CRC32C();
            crc.update(FILE);
            String checksum = Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
            byte[] json = ("{\"kind\":\"storage#object\",\"bucket\":\"cos-tools\",\"name\":\"1.2.3/lakitu/vmlinux\","
                            + "\"generation\":\"17\",\"size\":\"%d\",\"crc32c\":\"%s\"}")
                    .formatted(FILE.length, checksum)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private void media(HttpExchange exchange) throws IOException {
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        ranges.add(range);
        if (slowAnswers.getAndDecrement() > 0) {
            waitUntilOver();
        }
        int start = range.startsWith("bytes=") ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1")) : 0;
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
        exchange.getResponseHeaders().set("x-goog-generation", "17");
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
        exchange.getResponseBody().write(content, start, Math.min(cutAfter, content.length - start));
    }

    /** Longer than the client waits. */
    private void waitUntilOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Symbols> find() {
        Storage storage = SymbolDownloads.storage(
                new ProxyEnvironment(Map.of()),
                "http://127.0.0.1:" + server.getAddress().getPort(),
                patience);
        SymbolRequest request = new SymbolRequest(
                Optional.empty(),
                Optional.of(SymbolFileBytes.BUILD_ID),
                Optional.empty(),
                Optional.of(CosImage.of("1.2.3")),
                reports::add);
        return new CosBucketSymbols(() -> storage, new SymbolCache(folder, 1L << 30), DownloadProgress.NONE)
                .find(request);
    }

    @Test
    void downloadsWithoutCredentials() {
        assertThat(find()).isPresent();
        assertThat(reports).containsExactly("symbols were downloaded from gs://cos-tools/1.2.3/lakitu/vmlinux");
    }

    @Test
    void continuesWhereConnectionsWereCut() {
        cutAfter = FILE.length / 3 + 1;
        assertThat(find()).as("%s %s", reports, ranges).isPresent();
        assertThat(ranges).hasSizeGreaterThan(2);
    }

    @Test
    void triesAgainWhenAnAnswerDoesNotCome() {
        patience = SHORT;
        slowAnswers.set(1);
        assertThat(find()).as("%s %s", reports, ranges).isPresent();
        assertThat(ranges).hasSizeGreaterThan(1);
    }

    @Test
    void givesUpABucketThatNeverAnswers() {
        patience = SHORT;
        slowAnswers.set(Integer.MAX_VALUE);
        assertThat(find()).isEmpty();
        assertThat(reports).first().asString().contains("lakitu/vmlinux was not downloaded");
    }

    @Test
    void refusesDamagedContentByItsChecksumAndStartsAnew() {
        content = FILE.clone();
        content[FILE.length / 2] ^= 1;
        assertThat(find()).isEmpty();
        assertThat(reports).first().asString().contains("arrived damaged: its CRC32C is not");
        content = FILE;
        assertThat(find()).isPresent();
    }
}
