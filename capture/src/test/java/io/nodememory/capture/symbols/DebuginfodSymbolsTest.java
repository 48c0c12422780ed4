package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebuginfodSymbolsTest {
    private static final String PATH = "/buildid/" + SymbolFileBytes.BUILD_ID + "/debuginfo";
    private static final byte[] FILE = SymbolFileBytes.of(SymbolFileBytes.BUILD_ID);

    /** Answers one request; its number counts from 0. */
    private interface Answer {
        void to(HttpExchange exchange, int number) throws IOException, InterruptedException;
    }

    @TempDir
    Path folder;

    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final Received received = new Received();
    private Duration patience = Waiting.LIMIT;
    /** What a server that does not answer waits for. */
    private final CountDownLatch over = new CountDownLatch(1);

    private HttpServer server;
    private SymbolCache cache;

    @BeforeEach
    void start() throws IOException {
        cache = new SymbolCache(folder.resolve("cache"), 1L << 30);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private void serve(String prefix, Answer answer) {
        server.createContext(prefix + PATH, exchange -> {
            int number;
            synchronized (ranges) {
                number = ranges.size();
                ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            }
            try (exchange) {
                answer.to(exchange, number);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Optional<Symbols> find(String... prefixes) {
        return find((what, count, total) -> received.now(count), prefixes);
    }

    private Optional<Symbols> find(DownloadProgress progress, String... prefixes) {
        StringBuilder urls = new StringBuilder();
        for (String prefix : prefixes) {
            urls.append("http://127.0.0.1:%d%s/ ".formatted(server.getAddress().getPort(), prefix));
        }
        return DebuginfodSymbols.of(
                        Map.of("DEBUGINFOD_URLS", urls.toString(), "no_proxy", "*"), patience, cache, progress)
                .find(SymbolFileBytes.request(reports));
    }

    /** How many bytes of the file the client has kept. A cut connection loses what was under way, so it is cut later. */
    private static final class Received {
        private long bytes;

        synchronized void now(long count) {
            bytes = count;
            notifyAll();
        }

        synchronized void await(long count) throws InterruptedException {
            while (bytes != count) {
                wait();
            }
        }
    }

    /** Sends the file, or the part that was asked for, cut after {@code limit} bytes, which arrive. */
    private void send(HttpExchange exchange, byte[] file, int limit) throws IOException, InterruptedException {
        send(exchange, file, limit, "\"v1\"");
    }

    private void send(HttpExchange exchange, byte[] file, int limit, String version)
            throws IOException, InterruptedException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = version.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        int start = range != null && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        exchange.getResponseHeaders().set("ETag", version);
        if (start > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(start, file.length - 1, file.length));
        }
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
        OutputStream body = exchange.getResponseBody();
        int end = Math.min(start + limit, file.length);
        body.write(file, start, end - start);
        body.flush();
        if (end < file.length) {
            received.await(end);
        }
    }

    @Test
    void downloadsAndCaches() {
        serve("", (exchange, number) -> send(exchange, FILE, FILE.length));
        List<Long> progress = new ArrayList<>();
        Optional<Symbols> symbols = find((what, received, total) -> progress.add(received * 100 / total), "");
        assertThat(symbols).isPresent();
        assertThat(symbols.get().struct("task_struct")).isPresent();
        assertThat(progress).isSorted().endsWith(100L);
        assertThat(cache.findByBuildId(SymbolFileBytes.BUILD_ID)).isPresent();
        assertThat(folder.resolve("cache/downloads")).isEmptyDirectory();
    }

    @Test
    void continuesWhereConnectionsWereCut() {
        int part = FILE.length / 7 + 1;
        serve("", (exchange, number) -> send(exchange, FILE, part));
        assertThat(find("")).isPresent();
        List<String> expected = new ArrayList<>(List.of("null"));
        for (int i = 1; i < 7; i++) {
            expected.add("bytes=" + i * part + "-");
        }
        assertThat(ranges).isEqualTo(expected);
    }

    @Test
    void continuesInALaterRun() {
        serve("", (exchange, number) -> {
            if (number == 0) {
                send(exchange, FILE, FILE.length / 2);
            } else if (number < 8) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                send(exchange, FILE, FILE.length);
            }
        });
        assertThat(find("")).isEmpty();
        assertThat(reports).last().asString().contains("the server answered 503");
        ranges.addAll(List.of("", "", "", "", "", "", "", ""));
        assertThat(find("")).isPresent();
        assertThat(ranges).last().isEqualTo("bytes=" + FILE.length / 2 + "-");
    }

    @Test
    void startsAnewIfTheFileIsAnotherOne() {
        serve("", (exchange, number) -> {
            if (number == 0) {
                send(exchange, new byte[FILE.length], FILE.length / 2);
            } else {
                send(exchange, FILE, FILE.length, "\"v2\"");
            }
        });
        assertThat(find("")).isPresent();
        assertThat(ranges).containsExactly("null", "bytes=" + FILE.length / 2 + "-");
    }

    @Test
    void refusesAnotherKernelAndAsksTheNextServer() {
        byte[] other = SymbolFileBytes.of("00".repeat(20));
        serve("/wrong", (exchange, number) -> send(exchange, other, other.length));
        serve("/right", (exchange, number) -> send(exchange, FILE, FILE.length));
        assertThat(find("/absent", "/wrong")).isEmpty();
        assertThat(reports).anyMatch(report -> report.contains("does not exist"));
        assertThat(reports).anyMatch(report -> report.contains("belongs to another kernel: its build id is 0000"));
        assertThat(cache.list()).isEmpty();
        assertThat(find("/wrong", "/right")).isPresent();
    }

    @Test
    void reportsContentThatIsNoSymbolFile() {
        serve(
                "",
                (exchange, number) ->
                        send(exchange, "<html>please log in</html>".getBytes(StandardCharsets.US_ASCII), 100));
        assertThat(find("")).isEmpty();
        assertThat(reports).last().asString().contains("no symbol file");
    }

    @Test
    void givesUpOnServersThatDoNotAnswerOrStopSending() {
        patience = Duration.ofMillis(500);
        serve("/silent", (exchange, number) -> over.await());
        serve("/stuck", (exchange, number) -> {
            if (number < 2) {
                exchange.getResponseHeaders().set("ETag", "\"v1\"");
                exchange.sendResponseHeaders(200, FILE.length);
                exchange.getResponseBody().write(FILE, 0, 1000);
                exchange.getResponseBody().flush();
                over.await();
            }
            send(exchange, FILE, FILE.length);
        });
        assertThat(find("/stuck")).isPresent();
        assertThat(find("/silent")).isEmpty();
    }

    @Test
    void reportsServersThatCannotBeReached() {
        server.stop(0);
        assertThat(find("")).isEmpty();
        assertThat(reports).singleElement().asString().contains("cannot be reached");
    }
}
