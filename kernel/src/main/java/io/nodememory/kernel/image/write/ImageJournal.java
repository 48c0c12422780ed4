package io.nodememory.kernel.image.write;

import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The journal of an unfinished image, by which another process can continue it. It is a text file beside the partial image, with
 * a line for each block in that image and for each page that could not be read. Both files are hidden and readable by their owner
 * only. They disappear when the image is finished. A lock prevents two processes from writing one image.
 */
public final class ImageJournal implements AutoCloseable {
    private static final String FIRST_LINE = "nodemem-journal-1 ";
    private static final String UNREADABLE = "unreadable ";
    private static final String RESUMED = "resumed ";
    /** The most bytes of a journal, enough for an image of about 10 TiB. */
    private static final long LARGEST = 32L << 20;

    private final Path part;
    private final Path file;
    private final RandomAccessFile lines;
    private final MessageDigest digest = Sha256.digest();
    private final NavigableSet<Long> unreadable = new TreeSet<>();
    private final List<Break> breaks = new ArrayList<>();
    private Instant started = Instant.now();
    private JournalBlock last = JournalBlock.NONE;

    /**
     * A pause in writing an image.
     *
     * @param physical the first address that was read after the pause
     */
    public record Break(long physical, Instant resumed) {}

    private ImageJournal(Path image) throws IOException {
        this.part = part(image);
        this.file = file(image);
        if (!Files.exists(file)) {
            OwnerOnlyFiles.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))
                    .close();
        }
        // The channel serves for the lock only: an interrupt during a write would close it.
        this.lines = new RandomAccessFile(file.toFile(), "rw");
    }

    /**
     * Opens or creates the journal of an image and checks the journal against the partial image.
     *
     * @param identity identifies the memory and its reader; an image begun under another identity is started anew
     * @throws IOException if another process or thread is writing that image
     */
    public static ImageJournal open(Path image, String identity) throws IOException {
        ImageJournal journal = new ImageJournal(image);
        try {
            journal.lock();
            journal.read(FIRST_LINE + hash(identity));
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** Removes the partial image and the journal of an image that will not be finished. */
    public static void drop(Path image) throws IOException {
        Files.deleteIfExists(part(image));
        Files.deleteIfExists(file(image));
    }

    private static Path part(Path image) {
        return image.resolveSibling("." + image.getFileName() + ".part");
    }

    private static Path file(Path image) {
        return image.resolveSibling("." + image.getFileName() + ".journal");
    }

    private static String hash(String identity) {
        return Sha256.of(identity);
    }

    private void lock() throws IOException {
        FileLock lock = null;
        try {
            lock = lines.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread holds the lock; the message below covers this too.
            lock = null;
        }
        if (lock == null) {
            throw new IOException("another process is writing %s: wait for it, or write another file".formatted(part));
        }
    }

    private void read(String firstLine) throws IOException {
        byte[] bytes = new byte[lines.length() > LARGEST ? 0 : (int) lines.length()];
        lines.readFully(bytes);
        List<String> kept =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        List<JournalBlock> blocks = new ArrayList<>();
        if (kept.size() >= 2 && kept.get(0).equals(firstLine)) {
            try {
                started = Instant.parse(kept.get(1));
                kept.subList(2, kept.size()).forEach(line -> take(line, blocks));
            } catch (RuntimeException e) {
                // A line is cut short: the memory after the last whole line is read again.
                started = blocks.isEmpty() ? Instant.now() : started;
            }
        }
        last = JournalBlock.lastGood(blocks, part, digest);
        unreadable.removeIf(page -> page >= last.end());
        rewrite(firstLine, blocks.subList(0, last.count()));
    }

    private void take(String line, List<JournalBlock> blocks) {
        if (line.startsWith(UNREADABLE)) {
            unreadable.add(Long.parseUnsignedLong(line.substring(UNREADABLE.length()), 16));
        } else if (line.startsWith(RESUMED)) {
            String[] words = line.substring(RESUMED.length()).split(" ", 2);
            breaks.add(new Break(Long.parseUnsignedLong(words[0], 16), Instant.parse(words[1])));
        } else {
            blocks.add(JournalBlock.of(line, blocks.size() + 1));
        }
    }

    /** Writes the journal anew, with only those blocks that the partial image really holds. */
    private void rewrite(String firstLine, List<JournalBlock> blocks) throws IOException {
        lines.setLength(0);
        line(firstLine);
        if (blocks.isEmpty()) {
            started = Instant.now();
            breaks.clear();
            unreadable.clear();
        } else {
            breaks.add(new Break(last.end(), Instant.now()));
        }
        line(started.toString());
        for (JournalBlock block : blocks) {
            line(block.line());
        }
        for (Break gap : breaks) {
            line(RESUMED + Long.toHexString(gap.physical()) + " " + gap.resumed());
        }
        for (long page : unreadable) {
            line(UNREADABLE + Long.toHexString(page));
        }
    }

    private synchronized void line(String text) throws IOException {
        lines.write((text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The physical address up to which the image holds memory; 0 if it holds none yet. */
    public long end() {
        return last.end();
    }

    /** The time at which the image was begun. */
    public Instant started() {
        return started;
    }

    /** The pauses in writing the image, in the order of addresses. */
    public List<Break> breaks() {
        return List.copyOf(breaks);
    }

    /** The physical addresses of pages that could not be read, ascending. */
    public List<Long> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Records a page that cannot be read. */
    public void unreadable(long physical) throws IOException {
        if (unreadable.add(physical)) {
            line(UNREADABLE + Long.toHexString(physical));
        }
    }

    /** Records a block that the partial image now holds, or a block of zeros, which it omits. */
    void block(JournalBlock block) throws IOException {
        line(block.line());
    }

    JournalBlock last() {
        return last;
    }

    Path part() {
        return part;
    }

    /** The digest of the bytes that the partial image holds. */
    MessageDigest digest() {
        return digest;
    }

    /** Removes the journal of a finished image. */
    void finish() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
