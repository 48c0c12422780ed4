package io.nodememory.capture.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * An incomplete download. It is kept between attempts and between runs, with the version of the original (an ETag, a generation). Its
 * lock keeps other processes from writing the same file.
 */
final class PartialFile implements AutoCloseable {
    private final Path file;
    private final Path versionFile;
    private final FileChannel channel;

    private PartialFile(Path file, FileChannel channel) {
        this.file = file;
        this.versionFile = file.resolveSibling(file.getFileName() + ".version");
        this.channel = channel;
    }

    /** @throws DownloadException if another process or thread downloads the same file */
    static PartialFile open(Path folder, String key) throws IOException, DownloadException {
        Files.createDirectories(folder);
        Path file = folder.resolve(key + ".part");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            // Closing the channel releases it.
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new PartialFile(file, channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw DownloadException.failed("another thread is downloading " + key, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw DownloadException.failed("another process is downloading " + key, null);
    }

    Path file() {
        return file;
    }

    /** The number of bytes so far. */
    long size() throws IOException {
        return channel.size();
    }

    /** The version of the original that the bytes belong to, empty if unknown. */
    String version() throws IOException {
        return size() > 0 && Files.exists(versionFile) ? Files.readString(versionFile) : "";
    }

    /** Drops all bytes and begins a download of another version. */
    void restart(String version) throws IOException {
        channel.truncate(0);
        Files.write(versionFile, version.getBytes(StandardCharsets.UTF_8));
    }

    void append(ByteBuffer bytes) throws IOException {
        long at = channel.size();
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** The CRC-32C of the whole content. */
    int checksum() throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        long at = 0;
        for (int count = channel.read(buffer, at); count > 0; count = channel.read(buffer, at)) {
            crc.update(buffer.flip());
            buffer.clear();
            at += count;
        }
        return (int) crc.getValue();
    }

    /** Deletes the file, complete or not. */
    void delete() throws IOException {
        Files.deleteIfExists(versionFile);
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
