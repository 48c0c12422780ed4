package io.nodememory.capture.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.contrib.nio.testing.LocalStorageHelper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nodememory.kernel.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketUploadTest {
    @TempDir
    Path folder;

    @Test
    void copiesAnImageIntoAFolderOfTheBucket() throws IOException {
        Storage storage = LocalStorageHelper.customOptions(false).getService();
        Path image = image(3 << 20);
        assertThat(BucketUpload.to("gs://evidence/case-7/").upload(storage, image))
                .isEqualTo("gs://evidence/case-7/node.avml");
        assertThat(storage.readAllBytes(BlobId.of("evidence", "case-7/node.avml")))
                .isEqualTo(Files.readAllBytes(image));
        assertThat(BucketUpload.to("gs://evidence").upload(storage, image)).isEqualTo("gs://evidence/node.avml");
    }

    @Test
    void replacesNothing() throws IOException {
        Storage storage = LocalStorageHelper.customOptions(false).getService();
        Path image = image(1000);
        BucketUpload.to("gs://evidence/a").upload(storage, image);
        assertThatThrownBy(() -> BucketUpload.to("gs://evidence/a").upload(storage, image))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gs://evidence/a/node.avml could not be written");
    }

    @Test
    void addressesAreChecked() {
        for (String wrong : new String[] {"evidence", "s3://evidence/a", "gs://", "gs://UPPER/a"}) {
            assertThatThrownBy(() -> BucketUpload.to(wrong)).isInstanceOf(BadInputException.class);
        }
    }

    /** The service over HTTP, as far as a resumable upload needs it. */
    @Test
    void aCopyThatDidNotComeWholeIsNoSuccess() throws IOException {
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Location", host + "/upload/session?upload_id=1");
                answer(exchange, 200, "");
            } else {
                came.write(body);
                // Another checksum than that of what was sent.
                answer(
                        exchange,
                        200,
                        "{\"bucket\":\"evidence\",\"name\":\"node.avml\",\"size\":\"%d\",\"crc32c\":\"AAAAAA==\"}"
                                .formatted(came.size()));
            }
        });
        server.start();
        try {
            Storage storage = StorageOptions.newBuilder()
                    .setHost(host)
                    .setProjectId("test")
                    .setCredentials(NoCredentials.getInstance())
                    .build()
                    .getService();
            Path image = image(300_000);
            assertThatThrownBy(() -> BucketUpload.to("gs://evidence").upload(storage, image))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not the uploaded file");
            assertThat(came.toByteArray()).isEqualTo(Files.readAllBytes(image));
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Path image(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(5).nextBytes(bytes);
        return Files.write(folder.resolve("node.avml"), bytes);
    }
}
