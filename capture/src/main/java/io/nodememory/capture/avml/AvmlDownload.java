package io.nodememory.capture.avml;

import io.nodememory.capture.node.Interruption;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Downloads AVML's program. */
final class AvmlDownload {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int OK = 200;

    private AvmlDownload() {}

    /**
     * Downloads a file into memory.
     *
     * @throws BadInputException if the download fails, or the file is larger than {@code limit} bytes
     * @throws java.util.concurrent.CancellationException if this thread is interrupted
     */
    static byte[] bytes(String url, long limit) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build();
            // GitHub redirects releases to another server.
            HttpResponse<InputStream> response = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != OK) {
                    throw new BadInputException(
                            "%s was not downloaded: HTTP status %d".formatted(url, response.statusCode()));
                }
                byte[] bytes = body.readNBytes((int) limit + 1);
                if (bytes.length > limit) {
                    throw new BadInputException(
                            "%s is larger than %d MiB, so it is not AVML".formatted(url, limit >> 20));
                }
                return bytes;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException("%s was not downloaded: %s".formatted(url, e.getMessage()), e);
        } catch (InterruptedException e) {
            throw Interruption.cancelled(e);
        }
    }
}
