package io.nodememory.capture.node;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages by their frame number, in a temporary file, so that they need no heap. Only the owner can read the file, and the system
 * deletes it when the process ends, also after a crash.
 */
final class PageStore implements AutoCloseable {
    private static final int SEGMENT = 64 << 20;
    private static final int PER_SEGMENT = SEGMENT / MemoryImage.PAGE_SIZE;

    private final FileChannel file;
    private final List<MappedByteBuffer> segments = new ArrayList<>();
    private final Map<Long, Integer> slots = new HashMap<>();

    PageStore(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, ".nodemem", ".pages");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    boolean has(long frame) {
        return slots.containsKey(frame);
    }

    /** Stores a page. A page that is stored already keeps its content. */
    void put(long frame, byte[] bytes, int offset) throws IOException {
        if (slots.containsKey(frame)) {
            return;
        }
        int slot = slots.size();
        if (slot / PER_SEGMENT == segments.size()) {
            segments.add(file.map(FileChannel.MapMode.READ_WRITE, (long) segments.size() * SEGMENT, SEGMENT));
        }
        slots.put(frame, slot);
        replace(frame, bytes, offset);
    }

    /** Replaces the content of a stored page. */
    void replace(long frame, byte[] bytes, int offset) {
        int slot = slots.get(frame);
        segments.get(slot / PER_SEGMENT)
                .put(slot % PER_SEGMENT * MemoryImage.PAGE_SIZE, bytes, offset, MemoryImage.PAGE_SIZE);
    }

    /** Whether a stored page has these bytes. */
    boolean isEqual(long frame, byte[] bytes, int offset) {
        int slot = slots.get(frame);
        return segments.get(slot / PER_SEGMENT)
                .slice(slot % PER_SEGMENT * MemoryImage.PAGE_SIZE, MemoryImage.PAGE_SIZE)
                .equals(ByteBuffer.wrap(bytes, offset, MemoryImage.PAGE_SIZE));
    }

    /** Copies a part of a stored page. */
    void get(long frame, int skip, byte[] target, int offset, int length) {
        int slot = slots.get(frame);
        segments.get(slot / PER_SEGMENT).get(slot % PER_SEGMENT * MemoryImage.PAGE_SIZE + skip, target, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
