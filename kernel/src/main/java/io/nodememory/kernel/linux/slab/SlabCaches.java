package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the slab cache of an object, mm/slub.c. The first page of a slab points to its {@code kmem_cache}, in
 * {@code struct page} or, since 5.17, in {@code struct slab}.
 */
public final class SlabCaches {
    /**
     * The largest slab in pages that is tried. {@code slub_max_order} is 3; a slab of larger objects has as many pages
     * as one object needs.
     */
    private static final int MAX_PAGES = 32;

    private static final long MAX_OBJECT = 1 << 20;

    /** {@code MAX_NUMNODES} of x86-64. */
    private static final long MAX_NODES = 1 << 10;

    private SlabCaches() {}

    /** The name of the struct that describes the first page of a slab. */
    static String struct(Kernel kernel) {
        return kernel.types().has("slab", "slab_cache") ? "slab" : "page";
    }

    /** Returns the cache of an object in use; empty if its pages do not name a cache, as for memory of other kinds. */
    public static Optional<KernelObject> of(Kernel kernel, long object) {
        OptionalLong physical = kernel.memory().translate(object);
        if (physical.isEmpty()) {
            return Optional.empty();
        }
        String struct = struct(kernel);
        long within = physical.getAsLong() % MemoryImage.PAGE_SIZE;
        for (int back = 0; back < MAX_PAGES; back++) {
            long page = physical.getAsLong() - within - (long) back * MemoryImage.PAGE_SIZE;
            if (page < 0) {
                break;
            }
            try {
                KernelObject first = CachedPages.page(kernel, page).as(struct);
                long cache = first.number("slab_cache");
                if (cache < 0 && cache % Long.BYTES == 0) {
                    KernelObject found = kernel.object("kmem_cache", cache);
                    long distance = within + (long) back * MemoryImage.PAGE_SIZE - firstObject(found);
                    long size = size(found);
                    if (distance >= 0 && distance % size == 0 && distance / size < objects(first, size)) {
                        return Optional.of(found);
                    }
                }
            } catch (UnreadableMemoryException e) {
                // The presumed pointer to a cache is none
            }
        }
        return Optional.empty();
    }

    /** The distance in bytes from one object to the next. */
    static long size(KernelObject cache) {
        long size = cache.number("size");
        if (size <= 0 || size > MAX_OBJECT) {
            throw new UnreadableMemoryException(
                    cache.address(), "0x%016x is not a kmem_cache of the slab allocator".formatted(cache.address()));
        }
        return size;
    }

    /** The number of bytes before the first object: a red zone if the kernel was booted with one. */
    static long firstObject(KernelObject cache) {
        return cache.has("red_left_pad") ? cache.number("red_left_pad") : 0;
    }

    /**
     * The number of slabs of a cache by the kernel's own count over all memory nodes; 0 if the kernel does not count.
     */
    static long counted(Kernel kernel, KernelObject cache) {
        if (!kernel.types().has("kmem_cache_node", "nr_slabs")) {
            return 0;
        }
        OptionalLong nodes = kernel.findAddress("nr_node_ids");
        long count = nodes.isPresent() ? kernel.memory().readPointer(nodes.getAsLong()) & 0xffff_ffffL : 1;
        if (count < 1 || count > MAX_NODES) {
            throw new UnreadableMemoryException(
                    nodes.getAsLong(), "a count of %d memory nodes exceeds the kernel's maximum".formatted(count));
        }
        long slabs = 0;
        for (long i = 0; i < count; i++) {
            long node = cache.has("per_node")
                    ? cache.elementObject("per_node", i).number("node")
                    : cache.element("node", i);
            if (node != 0) {
                slabs += kernel.object("kmem_cache_node", node).number("nr_slabs.counter");
            }
        }
        return slabs;
    }

    /** The number of objects in a slab. */
    static long objects(KernelObject slab, long size) {
        return Math.min(slab.number("objects"), Math.max(1, MAX_OBJECT / size));
    }
}
