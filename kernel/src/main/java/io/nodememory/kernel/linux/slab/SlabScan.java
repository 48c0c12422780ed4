package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds every object of given slab caches, in use or free, without following any list. It looks up the owning cache of
 * every page of the machine.
 *
 * <p>For that it reads the array of {@code struct page}, 64 bytes for each 4 KiB of RAM. On a live node it reads
 * nothing, because a node with 64 GiB would need one gigabyte.
 */
public final class SlabScan {
    /** Entries of the page array per read: one page where an entry has 64 bytes. */
    private static final int BLOCK = 64;

    /** Page array entries that are mapped or unmapped together: a section of 128 MiB, SECTION_SIZE_BITS of x86-64. */
    private static final long SECTION = 1 << 15;

    /** The numbers of the first pages of the slabs, by the address of their cache. */
    private final Map<Long, List<Long>> slabs = new HashMap<>();

    private final Kernel kernel;
    private final KernelObject map;
    private final int cacheOffset;
    private final Set<Long> wanted;
    private long next;
    private long missing;

    /** @param caches addresses of {@code kmem_cache} objects */
    public SlabScan(Kernel kernel, Set<Long> caches) {
        this.kernel = kernel;
        this.map = CachedPages.page(kernel, 0);
        this.cacheOffset = (int) kernel.types().offsetOf(SlabCaches.struct(kernel), "slab_cache");
        this.wanted = new HashSet<>(caches);
        if (!wanted.isEmpty() && kernel.image().live()) {
            missing = kernel.image().ranges().stream()
                            .mapToLong(PhysicalRange::size)
                            .sum()
                    / MemoryImage.PAGE_SIZE;
        } else if (!wanted.isEmpty()) {
            kernel.image().ranges().forEach(this::scan);
        }
    }

    /** The addresses of a cache's objects in the direct map. */
    public List<Long> objects(KernelObject cache, DirectMap direct) {
        List<Long> objects = new ArrayList<>();
        long size = SlabCaches.size(cache);
        long first = SlabCaches.firstObject(cache);
        for (long frame : slabs.getOrDefault(cache.address(), List.of())) {
            KernelObject slab = page(frame).as(SlabCaches.struct(kernel));
            long start = direct.address(frame * MemoryImage.PAGE_SIZE) + first;
            for (long i = 0; i < SlabCaches.objects(slab, size); i++) {
                objects.add(start + i * size);
            }
        }
        return objects;
    }

    /** Why objects may be missing. */
    public Optional<String> damage() {
        return missing == 0
                ? Optional.empty()
                : Optional.of("the array of struct page cannot be read for %d MiB of RAM"
                        .formatted((missing * MemoryImage.PAGE_SIZE) >>> 20));
    }

    /** Why objects of a cache may be missing. A kernel with {@code CONFIG_SLUB_DEBUG} counts its slabs. */
    public Optional<String> damage(KernelObject cache) {
        try {
            long found = slabs.getOrDefault(cache.address(), List.of()).size();
            long counted = SlabCaches.counted(kernel, cache);
            return kernel.image().live() || missing > 0 || found >= counted
                    ? Optional.empty()
                    : Optional.of(
                            "%d of %d slabs of the cache %s were found".formatted(found, counted, cache.text("name")));
        } catch (UnreadableMemoryException e) {
            return Optional.of(e.getMessage());
        }
    }

    private KernelObject page(long frame) {
        return map.at(map.address() + frame * map.type().size());
    }

    private void scan(PhysicalRange range) {
        int size = (int) map.type().size();
        byte[] bytes = new byte[BLOCK * size];
        ByteBuffer entries = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long end = range.end() / MemoryImage.PAGE_SIZE;
        // An image may have many short ranges; each block is read once
        long frame = Math.max(next, range.start() / MemoryImage.PAGE_SIZE / BLOCK * BLOCK);
        while (frame < end) {
            long at = page(frame).address();
            if (kernel.memory().translate(at).isEmpty()) {
                // Either the kernel does not manage this memory, or a slice lacks the page table and it is unknown
                long following = (frame / SECTION + 1) * SECTION;
                missing += kernel.image().partial() ? Math.min(end, following) - frame : 0;
                frame = following;
                continue;
            }
            int readable = kernel.memory().readUpTo(at, bytes, 0, bytes.length) / size;
            for (int i = 0; i < readable; i++) {
                long cache = entries.getLong(i * size + cacheOffset);
                if (cache < 0 && wanted.contains(cache)) {
                    slabs.computeIfAbsent(cache, c -> new ArrayList<>()).add(frame + i);
                }
            }
            missing += BLOCK - readable;
            frame += BLOCK;
        }
        next = Math.max(next, frame);
    }
}
