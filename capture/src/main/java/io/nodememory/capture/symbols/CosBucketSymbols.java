package io.nodememory.capture.symbols;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import io.nodememory.capture.node.Interruption;
import io.nodememory.kernel.find.SymbolProvider;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Finds the kernels of Container-Optimized OS in their public bucket, without credentials. */
public final class CosBucketSymbols implements SymbolProvider {
    private static final int ATTEMPTS = 5;

    private final Supplier<Storage> client;
    private final DownloadedSymbols downloads;
    private final DownloadProgress progress;

    /** @param client creates the client, which takes a while, when it is needed */
    CosBucketSymbols(Supplier<Storage> client, SymbolCache cache, DownloadProgress progress) {
        this.client = client;
        this.downloads = new DownloadedSymbols(cache);
        this.progress = progress;
    }

    @Override
    public String name() {
        return "the bucket of Container-Optimized OS";
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        if (request.cos().isEmpty()) {
            return Optional.empty();
        }
        Storage storage = client.get();
        AtomicBoolean unreachable = new AtomicBoolean();
        return request.cos().stream()
                .flatMap(image -> CosBucket.places(image).stream())
                .takeWhile(place -> !unreachable.get())
                .map(place -> downloads.get(
                        "cos-" + (place.bucket() + "-" + place.object()).replace('/', '-'),
                        place.address(),
                        request,
                        target -> {
                            try {
                                download(storage, place, target);
                            } catch (DownloadException e) {
                                unreachable.set(e.isUnreachable());
                                throw e;
                            }
                        }))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void download(Storage storage, CosBucket place, PartialFile target) throws DownloadException, IOException {
        Blob blob = blob(storage, place);
        String version = blob.getGeneration() + " " + blob.getCrc32c();
        if (!version.equals(target.version()) || target.size() > blob.getSize()) {
            target.restart(version);
        }
        if (blob.getSize() > HttpDownload.LARGEST) {
            throw DownloadException.failed(
                    "%s has %d bytes, more than any kernel".formatted(place.address(), blob.getSize()), null);
        }
        copy(storage, blob, place, target);
        if (blob.getCrc32c() != null && target.checksum() != checksum(blob.getCrc32c())) {
            // A later run must not continue a damaged file.
            target.restart("");
            throw DownloadException.failed(
                    "%s arrived damaged: its CRC32C is not %s".formatted(place.address(), blob.getCrc32c()), null);
        }
    }

    private static Blob blob(Storage storage, CosBucket place) throws DownloadException {
        try {
            Blob blob = storage.get(BlobId.of(place.bucket(), place.object()));
            if (blob != null) {
                return blob;
            }
        } catch (StorageException e) {
            // Without credentials, a bucket answers 401 or 403 for an object that it does not have.
            if (e.getCode() != 401 && e.getCode() != 403 && e.getCode() != 404) {
                throw DownloadException.unreachable(place.address(), e);
            }
        }
        throw DownloadException.absent(place.address());
    }

    private void copy(Storage storage, Blob blob, CosBucket place, PartialFile target)
            throws DownloadException, IOException {
        DownloadDeadline deadline = new DownloadDeadline(InstantSource.system(), place.address());
        Exception last = null;
        long before = target.size();
        for (int attempt = 0; attempt < ATTEMPTS && target.size() < blob.getSize(); attempt++) {
            try (ReadChannel channel = storage.reader(blob.getBlobId())) {
                channel.seek(target.size());
                ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
                while (target.size() < blob.getSize() && channel.read(buffer) >= 0) {
                    deadline.check();
                    target.append(buffer.flip());
                    buffer.clear();
                    progress.at(place.address(), target.size(), blob.getSize());
                }
            } catch (StorageException | IOException e) {
                if (Interruption.causes(e)) {
                    throw Interruption.cancelled(e);
                }
                last = e;
            }
            if (target.size() > before) {
                attempt = 0;
            } else if (isTimeout(last)) {
                // The client itself has retried several times already.
                break;
            }
            before = target.size();
        }
        if (target.size() != blob.getSize()) {
            String why = last == null ? "the connection was cut" : String.valueOf(last.getMessage());
            throw DownloadException.failed(
                    "%s was not downloaded: %s after %d of %d bytes"
                            .formatted(place.address(), why, target.size(), blob.getSize()),
                    last);
        }
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Cloud Storage encodes the checksum in Base64, the highest byte first. */
    private static int checksum(String base64) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(base64)).getInt();
    }
}
