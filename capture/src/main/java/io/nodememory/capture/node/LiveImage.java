package io.nodememory.capture.node;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.util.List;
import java.util.Optional;

/** The RAM of a running node as an image whose pages are read on demand. It stays open when a kernel over it is closed. */
final class LiveImage implements MemoryImage {
    private final LiveMemory memory;

    LiveImage(LiveMemory memory) {
        this.memory = memory;
    }

    @Override
    public String format() {
        return "live node (/proc/kcore)";
    }

    @Override
    public List<PhysicalRange> ranges() {
        return memory.ranges();
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Optional<String> vmcoreinfo() {
        return memory.vmcoreinfo();
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        memory.read(physical, target, offset, length);
    }

    @Override
    public void close() {
        // The pages stay until the capture is written.
    }
}
