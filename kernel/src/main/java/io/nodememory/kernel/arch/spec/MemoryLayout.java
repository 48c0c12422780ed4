package io.nodememory.kernel.arch.spec;

import java.util.List;

/** The areas of the kernel's half of the address space. */
public interface MemoryLayout {
    /**
     * A range of virtual addresses.
     *
     * @param end one past the last address
     */
    record Area(long start, long end) {
        public boolean contains(long address) {
            return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
        }
    }

    /**
     * The address of the {@code struct page} of physical address 0 in the array of all pages (vmemmap), whether or not there
     * is memory at 0.
     *
     * @param page any address in the array, to tell its possible places apart; 0 if none is known
     */
    long pageArray(RunningKernel kernel, long page);

    /** The areas from which the kernel takes the memory of modules, without the kernel's own image. */
    List<Area> modules(RunningKernel kernel);
}
