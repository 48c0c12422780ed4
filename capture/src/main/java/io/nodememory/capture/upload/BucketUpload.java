package io.nodememory.capture.upload;

import com.google.cloud.BaseServiceException;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A folder of a bucket for images and their manifests.
 *
 * @param bucket the bucket's name
 * @param prefix the beginning of the names of objects, "" or with a slash at its end
 */
public record BucketUpload(String bucket, String prefix) {
    private static final Pattern ADDRESS = Pattern.compile("gs://([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:/(.*))?");
    private static final int BUFFER = 1 << 20;

    /** @throws BadInputException if the address has not the form {@code gs://BUCKET/FOLDER} */
    public static BucketUpload to(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new BadInputException(
                    "%s is not the address of a bucket: give gs://BUCKET or gs://BUCKET/FOLDER".formatted(address));
        }
        String folder = parts.group(2) == null ? "" : parts.group(2).replaceAll("/+$", "");
        return new BucketUpload(parts.group(1), folder.isEmpty() ? "" : folder + "/");
    }

    /**
     * Uploads a file, in pieces that can be sent again, and checks its size and CRC-32C there. Never replaces an object.
     *
     * @return the address of the object
     * @throws IOException if the file was not uploaded whole, with the reason
     */
    public String upload(Storage storage, Path file) throws IOException {
        BlobId id = BlobId.of(bucket, prefix + file.getFileName());
        String address = "gs://%s/%s".formatted(bucket, id.getName());
        try {
            Blob blob = storage.createFrom(
                    BlobInfo.newBuilder(id).build(), file, BUFFER, Storage.BlobWriteOption.doesNotExist());
            String sum = checksum(file);
            boolean same = blob.getSize() == Files.size(file)
                    && (blob.getCrc32c() == null || blob.getCrc32c().equals(sum));
            if (!same) {
                throw new IOException(
                        "%s is not the uploaded file: it has %d bytes and the CRC-32C %s, the file has %d and %s"
                                .formatted(address, blob.getSize(), blob.getCrc32c(), Files.size(file), sum));
            }
            return address;
        } catch (BaseServiceException e) {
            throw new IOException("%s could not be written: %s".formatted(address, said(e)), e);
        }
    }

    private static String said(BaseServiceException e) {
        return switch (e.getCode()) {
            case 401 -> "the cloud does not know these credentials; run gcloud auth application-default login";
            case 403 -> "no permission to create objects in the bucket (storage.objects.create): " + e.getMessage();
            case 404 -> "there is no such bucket";
            case 412 -> "there is an object of that name already";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** The CRC-32C in the notation of Cloud Storage: big-endian, in Base64. */
    private static String checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                crc.update(bytes, 0, count);
            }
        }
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }
}
