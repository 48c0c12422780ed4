package io.nodememory.kernel.open;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.VmcoreInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Searches physical memory for VMCOREINFO. The kernel keeps the text, and the note made of it, each at the start of a page
 * (crash_save_vmcoreinfo_init: get_zeroed_page, alloc_pages_exact), so that the search examines the starts of pages only.
 */
final class VmcoreInfoScan {
    private static final int PIECE = 1 << 20;
    private static final int CHUNK = 64 * 1024;
    /** Name size 11 and the name, as little-endian numbers: the note's first four and its bytes 12 to 20. */
    private static final int NOTE_NAME_SIZE = 11;

    private static final byte[] NOTE_NAME = "VMCOREINFO\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "OSRELEASE=".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTE_HEADER = 24;
    /** The largest number of candidates that are examined; a forged image can consist of them. */
    private static final int MOST_CANDIDATES = 1000;

    private final MemoryImage image;
    private final Predicate<VmcoreInfo> proof;
    private final List<PhysicalRange> pieces = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger candidates = new AtomicInteger();
    private final AtomicReference<VmcoreInfo> found = new AtomicReference<>();

    private VmcoreInfoScan(MemoryImage image, Predicate<VmcoreInfo> proof) {
        this.image = image;
        this.proof = proof;
        for (PhysicalRange range : image.ranges()) {
            for (long at = range.start(); at < range.end(); at += PIECE) {
                pieces.add(new PhysicalRange(at, Math.min(range.end(), at + PIECE)));
            }
        }
    }

    /** The first VMCOREINFO that passes the proof, in the order of addresses. */
    static Optional<VmcoreInfo> find(MemoryImage image, Predicate<VmcoreInfo> proof) {
        return new VmcoreInfoScan(image, proof).run();
    }

    private Optional<VmcoreInfo> run() {
        int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "vmcoreinfo-scan");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(this::work));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("scanning for VMCOREINFO failed", e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return Optional.ofNullable(found.get());
    }

    private void work() {
        byte[] bytes = new byte[PIECE];
        int index = next.getAndIncrement();
        while (index < pieces.size()
                && found.get() == null
                && !Thread.currentThread().isInterrupted()) {
            scan(pieces.get(index), bytes);
            index = next.getAndIncrement();
        }
    }

    private void scan(PhysicalRange piece, byte[] bytes) {
        int length = (int) piece.size();
        if (tryRead(piece.start(), bytes, length)) {
            scan(piece.start(), bytes, length);
            return;
        }
        // A damaged chunk must not hide its neighbours.
        for (int at = 0; at < length; at += CHUNK) {
            int count = Math.min(CHUNK, length - at);
            if (tryRead(piece.start() + at, bytes, count)) {
                scan(piece.start() + at, bytes, count);
            }
        }
    }

    private boolean tryRead(long start, byte[] bytes, int length) {
        try {
            image.peek(start, bytes, 0, length);
            return true;
        } catch (UnreadableMemoryException e) {
            return false;
        }
    }

    private void scan(long start, byte[] bytes, int length) {
        int first = (int) (-start & (MemoryImage.PAGE_SIZE - 1));
        for (int at = first; at + MemoryImage.PAGE_SIZE <= length; at += MemoryImage.PAGE_SIZE) {
            boolean note = bytes[at] == NOTE_NAME_SIZE && matches(bytes, at + 12, NOTE_NAME);
            if (note || (bytes[at] == TEXT[0] && matches(bytes, at, TEXT))) {
                // Two pages at most: VMCOREINFO_BYTES is one, and the note's header comes before it.
                int from = note ? at + NOTE_HEADER : at;
                int to = Math.min(length, from + MemoryImage.PAGE_SIZE);
                consider(bytes, from, to);
            }
        }
    }

    private void consider(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != 0) {
            end++;
        }
        String text = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        Optional<VmcoreInfo> info = VmcoreInfo.parse(text);
        if (info.isPresent() && candidates.incrementAndGet() <= MOST_CANDIDATES && proof.test(info.get())) {
            found.compareAndSet(null, info.get());
        }
    }

    private static boolean matches(byte[] bytes, int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
