package io.jenkins.plugins.nodememory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/** Buckets of Cloud Storage (JSON API, v1) with objects by their names, {@code BUCKET/OBJECT}. */
final class BucketServer implements AutoCloseable {
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    BucketServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    /** The variables that make a program ask this for everything, with a cache of its own. */
    Map<String, String> environment(String cache) {
        return Map.of(
                "STORAGE_EMULATOR_HOST",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "DEBUGINFOD_URLS",
                "",
                "NODEMEM_CACHE",
                cache,
                "NODEMEM_OFFLINE",
                "",
                "http_proxy",
                "",
                "HTTP_PROXY",
                "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String name = URLDecoder.decode(path.replaceAll(".*/b/([^/]+)/o/", "$1/"), StandardCharsets.UTF_8);
        byte[] object = objects.get(name);
        if (object == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (String.valueOf(exchange.getRequestURI().getRawQuery()).contains("alt=media")) {
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            exchange.getResponseHeaders().set("x-goog-generation", "17");
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes 0-%d/%d".formatted(object.length - 1, object.length));
            exchange.sendResponseHeaders(200, object.length);
            exchange.getResponseBody().write(object);
        } else {
            describe(exchange, name.split("/", 2), object);
        }
    }

    private static void describe(HttpExchange exchange, String[] name, byte[] object) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(object);
        byte[] checksum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        byte[] json = """
                {"kind": "storage#object", "bucket": "%s", "name": "%s", "generation": "17", "size": "%d", "crc32c": "%s"}""".formatted(
                        name[0], name[1], object.length, Base64.getEncoder().encodeToString(checksum))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
