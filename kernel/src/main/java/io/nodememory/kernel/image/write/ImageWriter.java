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
 * Writes a memory image whose memory arrives in ascending order of addresses. As AVML does, it cuts each range into blocks of
 * 16 MiB from its start and omits blocks of zeros. A background thread packs, hashes and writes one block while the next one
 * fills, so memory use does not depend on the size of the image.
 */
public final class ImageWriter implements ConversionTarget {
    static final String NOTHING = "the memory to write holds nothing but zeros";

    /**
     * A written image.
     *
     * @param size of the file, in bytes
     * @param sha256 of the file, in hexadecimal; null if the file was not hashed
     * @param memory bytes of memory in it, omitted blocks of zeros included
     */
    public record Written(Path path, ImageOutputFormat format, long size, String sha256, long memory) {}

    private final Path path;
    private final ImageOutputFormat format;
    private final BlockEncoder encoder;
    private final ImageOutput output;
    private final boolean partial;
    /** Null for an image that one process writes from start to end. */
    private final ImageJournal journal;

    private final ExecutorService background = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "image-writer");
        thread.setDaemon(true);
        return thread;
    });
    private byte[] block = new byte[64 * 1024];
    /** The other buffer; {@link #writing} may still read from it. */
    private byte[] spare = new byte[64 * 1024];

    private Future<?> writing;
    private int filled;
    private long blockStart;
    private long memory;
    private int blocks;
    private boolean marked;

    /** @throws java.nio.file.FileAlreadyExistsException if the file exists */
    public ImageWriter(Path path, ImageOutputFormat format) throws IOException {
        this(path, format, false);
    }

    /**
     * @param partial whether the file states that its gaps are not zeros (see {@link MemoryImage#partial()}); blocks of zeros
     *     are written then
     */
    public ImageWriter(Path path, ImageOutputFormat format, boolean partial) throws IOException {
        this(path, format, partial, true);
    }

    /** @param hashed whether to compute a SHA-256, over gaps and zeros too */
    ImageWriter(Path path, ImageOutputFormat format, boolean partial, boolean hashed) throws IOException {
        this(path, format, partial, null, hashed);
    }

    /**
     * Continues an image at the position in its journal. Without {@link #finish()}, the partial file and the journal stay.
     *
     * @param journal the journal of this path; the caller closes it
     */
    public ImageWriter(Path path, ImageOutputFormat format, ImageJournal journal) throws IOException {
        this(path, format, false, journal, true);
        blocks = journal.last().count();
        blockStart = journal.last().end();
        memory = journal.last().memory();
    }

    private ImageWriter(Path path, ImageOutputFormat format, boolean partial, ImageJournal journal, boolean hashed)
            throws IOException {
        if (partial || journal != null) {
            format.requireRanges();
        }
        this.path = path;
        this.format = format;
        this.encoder = format.encoder();
        this.partial = partial;
        this.journal = journal;
        this.output = new ImageOutput(path, journal, hashed);
    }

    /** Appends memory. It joins the current range if it starts where that ends and {@link #endRange()} was not called. */
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
                // Not earlier: the cut is a slice mark only if the range continues after it.
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
        return new IOException("memory at 0x%x follows memory that ends at 0x%x; it must arrive in ascending order"
                .formatted(physical, end));
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

    /** Ends a range: the memory after it starts a new block. */
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
                // The journal must list blocks in their order.
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

    /** Bytes in the file so far, without the last block or two. */
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
            throw new IOException("the memory to write holds no whole page");
        }
        long size = output.position();
        return new Written(path, format, size, output.finish(), memory);
    }

    /** Removes the file unless it is finished or has a journal. */
    @Override
    public void close() throws IOException {
        background.shutdown();
        try {
            // Otherwise the background thread would write to a closed file.
            if (writing != null) {
                writing.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // Reported earlier, or irrelevant because the file is removed.
            writing = null;
        } finally {
            output.close();
        }
    }
}
