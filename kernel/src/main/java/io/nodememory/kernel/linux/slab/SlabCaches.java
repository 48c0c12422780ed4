package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * From an object to the cache that the allocator took it from, mm/slub.c: the first page of a slab points to its {@code kmem_cache},
 * in {@code struct page} or, since 5.17, {@code struct slab}.
 */
public final class SlabCaches {
    /** {@code slub_max_order} is 3, and what is larger than that has as many pages as one object needs: 32 at most are tried. */
    private static final int MAX_PAGES = 32;

    private static final long MAX_OBJECT = 1 << 20;

    /** {@code MAX_NUMNODES} of x86-64. */
    private static final long MAX_NODES = 1 << 10;

    private SlabCaches() {}

    /** The struct that a slab's first page is seen as. */
    static String struct(Kernel kernel) {
        return kernel.types().has("slab", "slab_cache") ? "slab" : "page";
    }

    /** The cache of which an object that is in use is; empty where its pages do not tell, as of memory of other kinds. */
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
                // What was taken for a pointer to a cache is none
            }
        }
        return Optional.empty();
    }

    /** Bytes from one object to the next. */
    static long size(KernelObject cache) {
        long size = cache.number("size");
        if (size <= 0 || size > MAX_OBJECT) {
            throw new UnreadableMemoryException(
                    cache.address(), "0x%016x is no cache of a slab allocator".formatted(cache.address()));
        }
        return size;
    }

    /** Bytes before the first object: a red zone where the kernel was started with one. */
    static long firstObject(KernelObject cache) {
        return cache.has("red_left_pad") ? cache.number("red_left_pad") : 0;
    }

    /** How many slabs a cache has by the kernel's own count, of all nodes of memory; 0 where it does not count. */
    static long counted(Kernel kernel, KernelObject cache) {
        if (!kernel.types().has("kmem_cache_node", "nr_slabs")) {
            return 0;
        }
        OptionalLong nodes = kernel.findAddress("nr_node_ids");
        long count = nodes.isPresent() ? kernel.memory().readPointer(nodes.getAsLong()) & 0xffff_ffffL : 1;
        if (count < 1 || count > MAX_NODES) {
            throw new UnreadableMemoryException(
                    nodes.getAsLong(), "the kernel cannot have %d nodes of memory".formatted(count));
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
