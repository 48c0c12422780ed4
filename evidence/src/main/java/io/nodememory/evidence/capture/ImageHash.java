package io.nodememory.evidence.capture;

import io.nodememory.kernel.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** SHA-256 of an image file, computed on a thread of its own. */
public final class ImageHash implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final FutureTask<String> task;

    private ImageHash(FutureTask<String> task) {
        this.task = task;
    }

    /** @param file null for an image that is not a file, which has no hash */
    public static ImageHash start(Path file) {
        FutureTask<String> task = new FutureTask<>(() -> file == null ? null : of(file));
        Thread thread = new Thread(task, "image-hash");
        thread.setDaemon(true);
        thread.start();
        return new ImageHash(task);
    }

    /** Reads the file to its end; ends with an exception if its thread is interrupted. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The hash in lower-case hexadecimal, null if there is none.
     *
     * @param failed receives the reason if the file could not be read
     */
    public String await(Consumer<String> failed) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            failed.accept(String.valueOf(e.getCause().getMessage()));
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled during the hash of the image");
        }
    }

    /** Stops the hash. */
    @Override
    public void close() {
        task.cancel(true);
    }
}
