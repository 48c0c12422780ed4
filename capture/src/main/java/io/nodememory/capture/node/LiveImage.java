package io.nodememory.capture.node;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The RAM of a node that is running, read as it is asked for. A page is read once: what an analysis saw of it stays the truth
 * about it. Neighbours come along, as a question takes longer than its answer.
 */
public final class LiveImage implements MemoryImage {
    /** Bytes that are read at once, aligned in the file as that makes for big blocks. */
    private static final int WINDOW = 64 * 1024;

    private final NodeReader reader;
    private final PageStore pages;
    private final List<PhysicalRange> ranges;
    private final Set<Long> unreadable = new HashSet<>();

    /**
     * @param reader closed with this
     * @param folder for what was read, as long as this is open
     */
    public LiveImage(NodeReader reader, Path folder) throws IOException {
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

    @Override
    public String format() {
        return "live node (/proc/kcore)";
    }

    @Override
    public List<PhysicalRange> ranges() {
        return ranges;
    }

    @Override
    public Optional<String> vmcoreinfo() {
        return reader.layout().vmcoreinfo();
    }

    @Override
    public synchronized void read(long physical, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = physical + done;
            long frame = at / PAGE_SIZE;
            int skip = (int) (at % PAGE_SIZE);
            int count = Math.min(PAGE_SIZE - skip, length - done);
            if (!pages.has(frame)) {
                fetch(frame, at);
            }
            pages.get(frame, skip, target, offset + done, count);
            done += count;
        }
    }

    private void fetch(long frame, long address) {
        KcoreLayout.Extent extent = reader.layout().extents().stream()
                .filter(e -> address >= e.start() && address < e.end())
                .findFirst()
                .orElseThrow(() -> unreadable(address, "is no RAM of the node"));
        if (unreadable.contains(frame)) {
            throw unreadable(address, "could not be read on the node");
        }
        long offset = extent.offsetOf(frame * PAGE_SIZE);
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

    private static UnreadableMemoryException unreadable(long address, String why) {
        return new UnreadableMemoryException(address, "physical address 0x%x %s".formatted(address, why));
    }

    private final class Keep implements NodeReader.Sink {
        private final KcoreLayout.Extent extent;

        Keep(KcoreLayout.Extent extent) {
            this.extent = extent;
        }

        @Override
        public void take(long offset, byte[] bytes, int length) throws IOException {
            for (int at = 0; at < length; at += PAGE_SIZE) {
                pages.put(extent.physicalOf(offset + at) / PAGE_SIZE, bytes, at);
            }
        }

        @Override
        public void unreadable(long offset, String why) {
            unreadable.add(extent.physicalOf(offset) / PAGE_SIZE);
        }
    }

    @Override
    public synchronized void close() {
        reader.close();
        try {
            pages.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
