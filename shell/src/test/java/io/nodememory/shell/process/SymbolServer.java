package io.nodememory.shell.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;

/**
 * Plays both places on the network in one server: buckets of Cloud Storage (JSON API, v1) and a debuginfod server. Everything
 * that is asked for is written down by the name it is found under: {@code BUCKET/OBJECT}, or {@code /buildid/ID/debuginfo}.
 */
final class SymbolServer implements AutoCloseable {
    /** Answers a request instead of sending the file. */
    interface Answer {
        void to(HttpExchange exchange, byte[] file) throws IOException;
    }

    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Answer answer = SymbolServer::send;

    SymbolServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    void answer(Answer instead) {
        answer = instead;
    }

    /** The variables that make the command ask this server for everything, with its own cache. */
    Map<String, String> environment(String cache) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "STORAGE_EMULATOR_HOST", url,
                "DEBUGINFOD_URLS", url,
                "NODEMEM_CACHE", cache,
                "NODEMEM_OFFLINE", "",
                "http_proxy", "",
                "HTTP_PROXY", "",
                "DEBUGINFOD_TIMEOUT", "2");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        boolean bucket = path.contains("/b/");
        String name =
                bucket ? URLDecoder.decode(path.replaceAll(".*/b/([^/]+)/o/", "$1/"), StandardCharsets.UTF_8) : path;
        boolean description = bucket && !query.contains("alt=media");
        if (!asked.contains(name)) {
            asked.add(name);
        }
        byte[] file = files.get(name);
        if (file == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (description) {
            describe(exchange, name, file);
        } else {
            answer.to(exchange, file);
        }
    }

    private static void describe(HttpExchange exchange, String name, byte[] file) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(file);
        byte[] checksum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        String[] parts = name.split("/", 2);
        byte[] json =
                ("{\"kind\":\"storage#object\",\"bucket\":\"%s\",\"name\":\"%s\",\"generation\":\"17\",\"size\":\"%d\","
                                + "\"crc32c\":\"%s\"}")
                        .formatted(
                                parts[0],
                                parts[1],
                                file.length,
                                Base64.getEncoder().encodeToString(checksum))
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
    }

    /** Sends the file, or the part that was asked for. */
    static void send(HttpExchange exchange, byte[] file) throws IOException {
        send(exchange, file, file.length);
    }

    /** Sends the file, or the part that was asked for, but no more than some bytes of it before the connection is cut. */
    static void send(HttpExchange exchange, byte[] file, int most) throws IOException {
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        int start = range.startsWith("bytes=") ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1")) : 0;
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        exchange.getResponseHeaders().set("x-goog-generation", "17");
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(start, file.length - 1, file.length));
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
        exchange.getResponseBody().write(file, start, Math.min(most, file.length - start));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
