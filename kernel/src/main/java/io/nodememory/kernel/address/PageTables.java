package io.nodememory.kernel.address;

import io.nodememory.kernel.UnreadableMemoryException;

/** The page tables of one architecture, walked from one root as the kernel reads them. Safe for use by many threads. */
public interface PageTables {
    /** The physical address of the top page table. */
    long root();

    /** The physical address that a virtual one is mapped to, or a negative number if there is none. */
    long walk(long virtual);

    /** Bytes from an address that is not mapped to the end of the table entry that is not used. */
    long unmapped(long virtual);

    /** Whether the kernel maps a page without permission to write or to execute it; false if it is not mapped. */
    boolean isConstant(long virtual);

    /** The reason why {@link #walk} returns a negative number. */
    UnreadableMemoryException fault(long virtual);

    /**
     * The page tables of a process.
     *
     * @param root physical address of its top page table; flag bits are ignored
     */
    PageTables withRoot(long root);

    /** The same page tables, read from other frames. */
    PageTables over(PhysicalPages frames);
}
