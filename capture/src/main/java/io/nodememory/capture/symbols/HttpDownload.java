package io.nodememory.capture.symbols;

import io.nodememory.capture.node.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/** Downloads a file by HTTP. A range request continues a download that was cut, also in a later run. */
final class HttpDownload {
    private static final int ATTEMPTS = 5;

    /** Short, so that a machine without network does not wait for each server. */
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** The largest accepted file in bytes: a vmlinux with debug information has about 1 GB. */
    static final long LARGEST = 8L << 30;

    private final HttpClient client;
    private final Duration patience;
    private final InstantSource clock;

    /** @param patience how long a server may take to answer, or to send the next bytes */
    HttpDownload(ProxySelector proxies, Duration patience) {
        this(proxies, patience, InstantSource.system());
    }

    /** @param clock for the limit of a whole download */
    HttpDownload(ProxySelector proxies, Duration patience, InstantSource clock) {
        this.client = HttpClient.newBuilder()
                .proxy(proxies)
                .connectTimeout(CONNECT_PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Downloads a file.
     *
     * @throws DownloadException if the server has no such file, after several attempts without progress, and at the deadline
     * @throws CancellationException if this thread is interrupted
     */
    void get(URI address, PartialFile target, DownloadProgress progress) throws DownloadException, IOException {
        DownloadDeadline deadline = new DownloadDeadline(clock, address.toString());
        IOException last = null;
        long before = target.size();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                deadline.check();
                if (attempt(address, target, progress, deadline)) {
                    return;
                }
                last = new IOException("the connection was cut after %d bytes".formatted(target.size()));
            } catch (InterruptedException e) {
                throw Interruption.cancelled(e);
            } catch (ConnectException | HttpConnectTimeoutException e) {
                throw DownloadException.unreachable(address.toString(), e);
            } catch (HttpTimeoutException e) {
                last = e;
                // A timeout costs much time: only one more attempt follows.
                attempt += ATTEMPTS / 2;
            } catch (IOException e) {
                if (Interruption.causes(e)) {
                    throw Interruption.cancelled(e);
                }
                last = e;
            }
            // A download from a server that cuts every connection succeeds, as long as each connection brings bytes.
            attempt = target.size() > before ? 0 : attempt;
            before = target.size();
        }
        throw DownloadException.failed("%s was not downloaded: %s".formatted(address, reason(last)), last);
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private boolean attempt(URI address, PartialFile target, DownloadProgress progress, DownloadDeadline deadline)
            throws IOException, InterruptedException, DownloadException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
        request.header("User-Agent", "nodemem").header("Accept-Encoding", "identity");
        String version = target.version();
        if (!version.isEmpty()) {
            request.header("Range", "bytes=" + target.size() + "-").header("If-Range", version);
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case OK -> target.restart(versionOf(response));
                case PARTIAL -> requireContinuation(response, target);
                case NOT_FOUND -> throw DownloadException.absent(address.toString());
                case RANGE_NOT_SATISFIABLE -> {
                    target.restart("");
                    return false;
                }
                default -> throw new IOException("the server answered " + response.statusCode());
            }
            OptionalLong rest = response.headers().firstValueAsLong("Content-Length");
            long total = rest.isPresent() ? target.size() + rest.getAsLong() : -1;
            if (total > LARGEST) {
                throw DownloadException.failed("%s has %d bytes, more than any kernel".formatted(address, total), null);
            }
            copy(body, target, deadline, received -> progress.at(address.toString(), received, total));
            return total < 0 || target.size() == total;
        }
    }

    /** A strong ETag, or the time of the last change: they show whether the rest is of the same file. */
    private static String versionOf(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private static void requireContinuation(HttpResponse<?> response, PartialFile target) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + target.size() + "-")) {
            target.restart("");
            throw new IOException("the server sent another part of the file than the requested one");
        }
    }

    private interface Received {
        void bytes(long count);
    }

    private void copy(InputStream body, PartialFile target, DownloadDeadline deadline, Received received)
            throws IOException, DownloadException {
        byte[] buffer = new byte[1 << 16];
        try (StallWatch watch = new StallWatch(body, patience)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                watch.progress();
                target.append(ByteBuffer.wrap(buffer, 0, count));
                received.bytes(target.size());
                deadline.check();
                if (target.size() > LARGEST) {
                    throw DownloadException.failed(
                            "the server sends more than %d bytes, which no kernel has".formatted(LARGEST), null);
                }
            }
        }
    }
}
