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
 * Every object of certain slab caches, in use or free, whether any list leads to it or not: all pages of the machine are asked
 * whether they belong to one of the caches. That reads the map of pages, 64 bytes for each 4 KiB of RAM; of a machine that runs it
 * reads none, as that would be a gigabyte of a node with 64.
 */
public final class SlabScan {
    /** Map entries that are read at a time: a page of the map where an entry has 64 bytes. */
    private static final int BLOCK = 64;

    /** Pages whose entries are there or not there together: a section of 128 MiB, SECTION_SIZE_BITS of x86-64. */
    private static final long SECTION = 1 << 15;

    /** By the address of a cache the numbers of the first pages of its slabs. */
    private final Map<Long, List<Long>> slabs = new HashMap<>();

    private final Kernel kernel;
    private final KernelObject map;
    private final int cacheOffset;
    private final Set<Long> wanted;
    private long next;
    private long missing;

    /** @param caches addresses of {@code kmem_cache}s */
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

    /** The addresses of a cache's objects in the map of all RAM. */
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

    /** Why some may be missing. */
    public Optional<String> damage() {
        return missing == 0
                ? Optional.empty()
                : Optional.of("the map of pages cannot be read for %d MiB of RAM"
                        .formatted((missing * MemoryImage.PAGE_SIZE) >>> 20));
    }

    /** Why objects of a cache may be missing: the kernel counts its slabs, if built with {@code CONFIG_SLUB_DEBUG}. */
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
        // An image may have many short ranges; a block is read once
        long frame = Math.max(next, range.start() / MemoryImage.PAGE_SIZE / BLOCK * BLOCK);
        while (frame < end) {
            long at = page(frame).address();
            if (kernel.memory().translate(at).isEmpty()) {
                // Memory that the kernel does not manage; or a slice lacks the page table, and it is not known
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
