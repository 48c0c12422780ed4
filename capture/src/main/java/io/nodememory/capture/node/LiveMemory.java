package io.nodememory.capture.node;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages of a running node, read on first use. A page keeps its first content until {@link #refresh}, so that an analysis is
 * consistent. Each request reads a window of neighbouring pages, because a request takes longer than its transfer.
 */
final class LiveMemory implements AutoCloseable {
    /** The size of a read in bytes; reads are aligned in the file, which gives dd big blocks. */
    private static final int WINDOW = 32 * 1024;

    private static final int PAGE = MemoryImage.PAGE_SIZE;

    private final NodeReader reader;
    private final PageStore pages;
    private final List<PhysicalRange> ranges;
    private final Set<Long> unreadable = new HashSet<>();

    /** @param folder a folder for the temporary file of pages */
    LiveMemory(NodeReader reader, Path folder) throws IOException {
        this.reader = reader;
        this.pages = new PageStore(folder);
        this.ranges = join(reader.layout().extents());
    }

    private static List<PhysicalRange> join(List<KcoreLayout.Extent> extents) {
        List<PhysicalRange> joined = new ArrayList<>();
        for (KcoreLayout.Extent extent : extents) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).end() == extent.start()) {
                joined.set(last, new PhysicalRange(joined.get(last).start(), extent.end()));
            } else {
                joined.add(new PhysicalRange(extent.start(), extent.end()));
            }
        }
        return List.copyOf(joined);
    }

    List<PhysicalRange> ranges() {
        return ranges;
    }

    Optional<String> vmcoreinfo() {
        return reader.layout().vmcoreinfo();
    }

    synchronized void read(long physical, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = physical + done;
            long frame = at / PAGE;
            int skip = (int) (at % PAGE);
            int count = Math.min(PAGE - skip, length - done);
            if (!pages.has(frame)) {
                fetch(frame, at);
            }
            pages.get(frame, skip, target, offset + done, count);
            done += count;
        }
    }

    private void fetch(long frame, long address) {
        KcoreLayout.Extent extent = extentOf(address).orElseThrow(() -> unreadable(address, "is not RAM of the node"));
        if (unreadable.contains(frame)) {
            throw unreadable(address, "could not be read on the node");
        }
        long offset = extent.offsetOf(frame * PAGE);
        long from = Math.max(extent.offset(), offset & -WINDOW);
        long to = Math.min(extent.offsetOf(extent.end()), (offset & -WINDOW) + WINDOW);
        try {
            reader.read(from, to - from, new Keep(extent));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!pages.has(frame)) {
            throw unreadable(address, "could not be read on the node");
        }
    }

    private Optional<KcoreLayout.Extent> extentOf(long address) {
        return reader.layout().extents().stream()
                .filter(e -> address >= e.start() && address < e.end())
                .findFirst();
    }

    private static UnreadableMemoryException unreadable(long address, String why) {
        return new UnreadableMemoryException(address, "physical address 0x%x %s".formatted(address, why));
    }

    /**
     * Finds the pages that have changed since they were read. If the node has checksums, it sends only checksums of unchanged pages.
     *
     * @param wanted ranges of whole pages, ascending and disjoint
     * @param adopt whether the new content replaces the old
     * @return the changed pages, ascending
     */
    synchronized List<PhysicalRange> refresh(List<PhysicalRange> wanted, boolean adopt) throws IOException {
        Deque<Piece> pieces = pieces(wanted);
        if (reader.checksums()) {
            // In a long piece mostly a few pages have changed: checksums of its parts save the transfer of the others.
            Deque<Piece> parts = new ArrayDeque<>();
            changed(pieces).forEach(piece -> parts.addAll(Piece.cut(piece.offset(), piece.length(), WINDOW)));
            pieces = changed(parts);
        }
        Refresh refresh = new Refresh(adopt);
        reader.read(pieces, refresh);
        return List.copyOf(refresh.changed);
    }

    /** The pieces whose checksum differs from that of the pages here, in their order. */
    private Deque<Piece> changed(Deque<Piece> pieces) throws IOException {
        Deque<Piece> changed = new ArrayDeque<>();
        FrameChecksum checksum = reader.checksum();
        reader.sums(pieces, (piece, sum) -> {
            if (!sum.equals(Optional.of(checksum.of(held(piece), 0, piece.length())))) {
                changed.add(piece);
            }
        });
        return changed;
    }

    private byte[] held(Piece piece) {
        byte[] bytes = new byte[piece.length()];
        for (int at = 0; at < bytes.length; at += PAGE) {
            pages.get(reader.layout().physicalOf(piece.offset() + at) / PAGE, 0, bytes, at, PAGE);
        }
        return bytes;
    }

    /** Pieces of the file with these pages. A piece includes pages between them that were read too, where that saves a piece. */
    private Deque<Piece> pieces(List<PhysicalRange> wanted) {
        Deque<Piece> pieces = new ArrayDeque<>();
        for (KcoreLayout.Extent extent : reader.layout().extents()) {
            long start = -1;
            long end = -1;
            for (PhysicalRange range : wanted) {
                long from = Math.max(range.start(), extent.start());
                long to = Math.min(range.end(), extent.end());
                if (from >= to) {
                    continue;
                }
                if (start >= 0 && to - start <= WINDOW && areHeld(end, from)) {
                    end = to;
                } else {
                    if (start >= 0) {
                        pieces.addAll(Piece.cut(extent.offsetOf(start), end - start));
                    }
                    start = from;
                    end = to;
                }
            }
            if (start >= 0) {
                pieces.addAll(Piece.cut(extent.offsetOf(start), end - start));
            }
        }
        return pieces;
    }

    private boolean areHeld(long start, long end) {
        for (long at = start; at < end; at += PAGE) {
            if (!pages.has(at / PAGE)) {
                return false;
            }
        }
        return true;
    }

    private final class Refresh implements NodeReader.Sink {
        private final boolean adopt;
        private final List<PhysicalRange> changed = new ArrayList<>();

        Refresh(boolean adopt) {
            this.adopt = adopt;
        }

        @Override
        public void take(long offset, byte[] bytes, int length) throws IOException {
            for (int at = 0; at < length; at += PAGE) {
                long physical = reader.layout().physicalOf(offset + at);
                long frame = physical / PAGE;
                if (!pages.isEqual(frame, bytes, at)) {
                    note(physical);
                    if (adopt) {
                        pages.replace(frame, bytes, at);
                    }
                }
            }
        }

        private void note(long page) {
            int last = changed.size() - 1;
            boolean joins = last >= 0 && changed.get(last).end() == page;
            if (joins) {
                changed.set(last, new PhysicalRange(changed.get(last).start(), page + PAGE));
            } else {
                changed.add(new PhysicalRange(page, page + PAGE));
            }
        }

        @Override
        public void unreadable(long offset, String why) {
            // The page was readable before: its old content stays.
        }
    }

    private final class Keep implements NodeReader.Sink {
        private final KcoreLayout.Extent extent;

        Keep(KcoreLayout.Extent extent) {
            this.extent = extent;
        }

        @Override
        public void take(long offset, byte[] bytes, int length) throws IOException {
            for (int at = 0; at < length; at += PAGE) {
                pages.put(extent.physicalOf(offset + at) / PAGE, bytes, at);
            }
        }

        @Override
        public void unreadable(long offset, String why) {
            unreadable.add(extent.physicalOf(offset) / PAGE);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        pages.close();
    }
}
