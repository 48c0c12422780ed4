package io.nodememory.kernel.linux.slab;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.open.Kernel;

/** The kernel's direct map of all RAM, which contains the objects of slab caches. KASLR moves it. */
public final class DirectMap {
    private final long base;

    /** @param object an address in the direct map, such as that of a task */
    public DirectMap(Kernel kernel, long object) {
        this.base = object
                - kernel.memory()
                        .translate(object)
                        .orElseThrow(
                                () -> new UnreadableMemoryException(object, "0x%016x is not mapped".formatted(object)));
    }

    public long address(long physical) {
        return base + physical;
    }

    public long physical(long address) {
        return address - base;
    }
}
