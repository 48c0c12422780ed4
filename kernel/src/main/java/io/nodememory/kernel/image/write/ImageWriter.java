package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.RecordHeader;
import io.nodememory.kernel.image.SliceMark;
import io.nodememory.kernel.image.Zeros;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes a memory image while its memory streams in, in ascending order. Ranges are cut in blocks of 16 MiB from their start and
 * blocks of zeros are left out, as AVML does it. While one block is packed, hashed and written, the next one fills; memory use
 * does not depend on the size of the image.
 */
public final class ImageWriter implements ConversionTarget {
    static final String NOTHING = "there was no memory to write but zeros";

    /**
     * A written image.
     *
     * @param size of the file, in bytes
     * @param sha256 of the file, in hexadecimal; null for one that is not hashed
     * @param memory bytes of memory in it, blocks of zeros that were left out included
     */
    public record Written(Path path, OutputFormat format, long size, String sha256, long memory) {}

    private final Path path;
    private final OutputFormat format;
    private final BlockEncoder encoder;
    private final ImageOutput output;
    private final boolean partial;
    /** Null for an image that is written in one go. */
    private final ImageJournal journal;

    private final ExecutorService background = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "image-writer");
        thread.setDaemon(true);
        return thread;
    });
    private byte[] block = new byte[64 * 1024];
    /** The other buffer, whose block {@link #writing} may still be at. */
    private byte[] spare = new byte[64 * 1024];

    private Future<?> writing;
    private int filled;
    private long blockStart;
    private long memory;
    private int blocks;
    private boolean marked;

    /** @throws java.nio.file.FileAlreadyExistsException if there is such a file */
    public ImageWriter(Path path, OutputFormat format) throws IOException {
        this(path, format, false);
    }

    /**
     * @param partial whether the image says of itself that its gaps are not zeros (see {@link MemoryImage#partial()}); nothing
     *     is left out then
     */
    public ImageWriter(Path path, OutputFormat format, boolean partial) throws IOException {
        this(path, format, partial, true);
    }

    /** @param hashed whether a SHA-256 is made, of gaps and zeros too */
    ImageWriter(Path path, OutputFormat format, boolean partial, boolean hashed) throws IOException {
        this(path, format, partial, null, hashed);
    }

    /**
     * Goes on where the journal says. Without {@link #finish()} the file's part and its journal stay.
     *
     * @param journal of this path, closed by the caller
     */
    public ImageWriter(Path path, OutputFormat format, ImageJournal journal) throws IOException {
        this(path, format, false, journal, true);
        blocks = journal.last().count();
        blockStart = journal.last().end();
        memory = journal.last().memory();
    }

    private ImageWriter(Path path, OutputFormat format, boolean partial, ImageJournal journal, boolean hashed)
            throws IOException {
        if ((partial || journal != null) && format == OutputFormat.RAW) {
            throw new IOException("a raw image cannot say that its gaps are not zeros; choose lime or avml");
        }
        this.path = path;
        this.format = format;
        this.encoder = format.encoder();
        this.partial = partial;
        this.journal = journal;
        this.output = new ImageOutput(path, journal, hashed);
    }

    /** Appends memory. What follows directly on the memory before belongs to the same range, until {@link #endRange()}. */
    public void write(long physical, byte[] bytes, int offset, int length) throws IOException {
        write(
                physical,
                length,
                (at, target, to, count) -> System.arraycopy(bytes, offset + (int) (at - physical), target, to, count));
    }

    @Override
    public void append(MemoryImage image, long physical, int length) throws IOException {
        write(physical, length, image::peek);
    }

    /** Copies {@code count} bytes of memory into {@code target}. */
    @FunctionalInterface
    private interface Source {
        void read(long physical, byte[] target, int offset, int count);
    }

    private void write(long physical, int length, Source source) throws IOException {
        long end = blockStart + filled;
        if (physical != end) {
            if (Long.compareUnsigned(physical, end) < 0) {
                throw notAscending(physical, end);
            }
            endRange();
            blockStart = physical;
        }
        int done = 0;
        while (done < length) {
            int cut = nextCut();
            if (filled == cut) {
                // Only now: a mark is one only if the range goes on behind it.
                marked = true;
                endRange();
                continue;
            }
            int count = Math.min(cut - filled, length - done);
            reserve(filled + count);
            source.read(physical + done, block, filled, count);
            filled += count;
            done += count;
        }
    }

    static IOException notAscending(long physical, long end) {
        return new IOException(
                "memory at 0x%x after that up to 0x%x: it must come in ascending order".formatted(physical, end));
    }

    /** The size at which the current block is complete. */
    private int nextCut() {
        boolean mark = partial && !marked && blockStart % MemoryImage.PAGE_SIZE == 0;
        return mark ? SliceMark.CUT : (int) RecordHeader.BLOCK;
    }

    private void reserve(int size) {
        if (size > block.length) {
            block = Arrays.copyOf(block, (int) Math.min(RecordHeader.BLOCK, Math.max(size, block.length * 2L)));
        }
    }

    /** Ends a range: what follows begins a block of its own. */
    @Override
    public void endRange() throws IOException {
        if (filled > 0) {
            long start = blockStart;
            int length = filled;
            memory += length;
            blocks++;
            blockStart += length;
            filled = 0;
            if (partial || !Zeros.only(block, 0, length)) {
                awaitWritten();
                byte[] full = block;
                block = spare;
                spare = full;
                int count = blocks;
                long total = memory;
                writing = background.submit(() -> {
                    encoder.write(start, full, length, output);
                    note(count, start + length, total);
                    return null;
                });
            } else if (journal != null) {
                // After the block before it.
                awaitWritten();
                note(blocks, blockStart, memory);
            }
        }
    }

    private void note(int count, long end, long total) throws IOException {
        if (journal != null) {
            journal.block(new JournalBlock(count, output.position(), end, total, output.endBlock()));
        }
    }

    private void awaitWritten() throws IOException {
        if (writing == null) {
            return;
        }
        try {
            writing.get();
            writing = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the image was written");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("writing a block failed", e.getCause());
        }
    }

    /** Bytes in the file so far, but for the last block or two. */
    public long position() {
        return output.position();
    }

    /** Completes the file. */
    @Override
    public Written finish() throws IOException {
        endRange();
        awaitWritten();
        if (output.position() == 0) {
            throw new IOException(NOTHING);
        }
        if (partial && !marked) {
            throw new IOException("there was not one whole page to write");
        }
        long size = output.position();
        return new Written(path, format, size, output.finish(), memory);
    }

    /** Without {@link #finish()} the file is dropped, unless it has a journal. */
    @Override
    public void close() throws IOException {
        background.shutdown();
        try {
            // A block that is still being written would meet a closed file.
            if (writing != null) {
                writing.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // Told before, or of no interest for a file that is dropped.
            writing = null;
        } finally {
            output.close();
        }
    }
}
