package io.nodememory.kernel.image;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.InputFiles;
import io.nodememory.kernel.UnreadableMemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that many threads read at any position. It is not mapped into memory, because SIGBUS would end the JVM when another
 * process truncates a mapped file. A cache keeps blocks, because most reads are for single pages.
 */
final class ImageFile implements ImageBytes {
    private static final int BLOCK = 64 * 1024;
    /** The most bytes of one read from the channel; the JDK keeps a direct buffer of that size for each thread. */
    private static final int TRANSFER = 256 * 1024;

    private final Path path;
    private final long size;
    private final BlockCache cache = new BlockCache(256);
    private volatile FileChannel channel;
    private boolean closed;

    ImageFile(Path path) {
        this.path = path;
        try {
            if (Files.isDirectory(path)) {
                throw new BadInputException(path + " is a folder, not a memory image; name the image file");
            }
            InputFiles.refusePipe(path);
            channel = FileChannel.open(path, StandardOpenOption.READ);
            size = channel.size();
        } catch (IOException e) {
            throw new BadInputException("%s cannot be read: %s".formatted(path, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(e.getMessage());
    }

    Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BadInputException bad(String message) {
        return new BadInputException(path + " " + message);
    }

    @Override
    public ByteBuffer header(long position, int length) {
        int available = (int) Math.max(0, Math.min(length, size - position));
        byte[] bytes = new byte[available];
        try {
            readAll(position, bytes, 0, available);
        } catch (IOException e) {
            throw new BadInputException("%s cannot be read at offset %d: %s".formatted(path, position, reason(e)), e);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(long position, byte[] target, int offset, int length, long physical) {
        long at = position;
        int to = offset;
        int left = length;
        while (left > 0) {
            int inBlock = (int) (at % BLOCK);
            int count;
            if (left >= BLOCK) {
                count = left;
                readUncached(at, target, to, count, physical);
            } else {
                byte[] block = block(at / BLOCK, physical);
                count = Math.min(left, block.length - inBlock);
                if (count <= 0) {
                    throw new UnreadableMemoryException(
                            physical, "0x%x cannot be read: %s ends before offset %d".formatted(physical, path, at));
                }
                System.arraycopy(block, inBlock, target, to, count);
            }
            at += count;
            to += count;
            left -= count;
        }
    }

    private byte[] block(long number, long physical) {
        byte[] block = cache.get(number);
        if (block == null) {
            long start = number * BLOCK;
            block = new byte[(int) Math.max(0, Math.min(BLOCK, size - start))];
            readUncached(start, block, 0, block.length, physical);
            cache.put(number, block);
        }
        return block;
    }

    /** Like {@link #read}, but without the cache. */
    void readUncached(long position, byte[] target, int offset, int length, long physical) {
        try {
            readAll(position, target, offset, length);
        } catch (IOException e) {
            throw new UnreadableMemoryException(
                    physical,
                    "0x%x cannot be read from %s at offset %d: %s".formatted(physical, path, position, reason(e)));
        }
    }

    private void readAll(long position, byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        int end = offset + length;
        while (buffer.position() < end) {
            buffer.limit(Math.min(end, buffer.position() + TRANSFER));
            int count = readOnce(buffer, position + buffer.position() - offset);
            if (count < 0) {
                throw new IOException("the file ends there; it was truncated after it was opened");
            }
        }
    }

    /** Reads once. An interrupt closes a FileChannel for all threads; the channel is reopened, so that the others go on. */
    private int readOnce(ByteBuffer buffer, long position) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel current = channel;
                int before = buffer.position();
                try {
                    return current.read(buffer, position);
                } catch (ClosedChannelException e) {
                    buffer.position(before);
                    interrupted |= Thread.interrupted();
                    reopen(current, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw new IOException("the image has been closed", cause);
        }
        if (channel == broken) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
            return;
        }
    }
}
