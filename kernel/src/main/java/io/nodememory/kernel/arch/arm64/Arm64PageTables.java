package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.PageTables;
import io.nodememory.kernel.address.PhysicalPages;

/**
 * Walks the translation tables of stage 1 as the kernel reads them, which is a little more than the processor does: pages
 * without access (PROT_NONE) are mapped although their valid bit is clear. Bits: arch/arm64/include/asm/pgtable-hwdef.h and
 * pgtable-prot.h. The kernel's half of the address space (bit 55 set) has one root, TTBR1, the user's half another, TTBR0.
 */
final class Arm64PageTables implements PageTables {
    /** Results of {@link #walk} other than addresses. */
    private static final long NOT_CANONICAL = -1;

    private static final long NOT_MAPPED = -2;
    private static final long RESERVED = -3;
    private static final long TABLE_MISSING = -4;

    private static final long VALID = 1;
    /** Set in entries for tables, and for pages in the last level; clear in entries for blocks. */
    private static final long TABLE = 1 << 1;

    private static final long READ_ONLY = 1 << 7;
    private static final long PRIVILEGED_NO_EXECUTE = 1L << 53;
    /** PTE_PROT_NONE and PMD_PRESENT_INVALID of kernels up to 6.10; no swap entry is large enough to have these bits. */
    private static final long PRESENT_INVALID_OLD = 1L << 58 | 1L << 59;
    /** PTE_PRESENT_INVALID since 6.11 (f0f5863a0fb0): the bit that is PTE_NG of valid entries. */
    private static final long PRESENT_INVALID_NEW = 1 << 11;

    /** In a table entry: APTable[1] and PXNTable, which hold for all that lies below. */
    private static final long TABLE_READ_ONLY = 1L << 62;

    private static final long TABLE_NO_EXECUTE = 1L << 59;

    /** Blocks of the two levels above pages, and with 52 bits of the third (arm64 never maps larger ones). */
    private static final int LARGEST_BLOCK_LEVEL = 3;

    /** Bit 55 selects the half, whatever tag the top byte has. */
    private static final long KERNEL_HALF = 1L << 55;

    private static final int TAG_BITS = 8;

    private final PhysicalPages frames;
    private final TableFormat format;
    private final long kernelRoot;
    /** 0 for no user space. */
    private final long userRoot;

    Arm64PageTables(PhysicalPages frames, TableFormat format, long kernelRoot, long userRoot) {
        this.frames = frames;
        this.format = format;
        this.kernelRoot = kernelRoot;
        this.userRoot = userRoot;
    }

    TableFormat format() {
        return format;
    }

    /** The top table of the user's half, or the kernel's where there is no user space. */
    @Override
    public long root() {
        return userRoot == 0 ? kernelRoot : userRoot;
    }

    long kernelRoot() {
        return kernelRoot;
    }

    @Override
    public PageTables withRoot(long root) {
        // TTBR0 holds an address space id in its top 16 bits and CnP in bit 0.
        long table = root & 0x0000_ffff_ffff_fffeL;
        return new Arm64PageTables(frames, format, kernelRoot, table == kernelRoot ? 0 : table);
    }

    @Override
    public PageTables over(PhysicalPages otherFrames) {
        return new Arm64PageTables(otherFrames, format, kernelRoot, userRoot);
    }

    @Override
    public long walk(long virtual) {
        // The top byte may hold a tag (top-byte ignore, memory tagging); bits below it only repeat bit 55.
        long untagged = virtual << TAG_BITS >> TAG_BITS;
        long extension = untagged >> format.bits();
        if (extension != 0 && extension != -1) {
            return NOT_CANONICAL;
        }
        long table = (virtual & KERNEL_HALF) == 0 ? userRoot : kernelRoot;
        if (table == 0) {
            return NOT_MAPPED;
        }
        try {
            for (int level = format.levels() - 1; level > 0; level--) {
                long entry = frames.entry(table, format.index(virtual, level));
                if ((entry & TABLE) == 0) {
                    return isPresent(entry) ? block(virtual, entry, level) : NOT_MAPPED;
                } else if ((entry & VALID) == 0) {
                    return NOT_MAPPED;
                }
                table = format.address(entry);
            }
            long entry = frames.entry(table, format.index(virtual, 0));
            return (entry & TABLE) != 0 && isPresent(entry) ? inside(entry, virtual, 0) : NOT_MAPPED;
        } catch (UnreadableMemoryException e) {
            return TABLE_MISSING;
        }
    }

    /**
     * Whether the kernel treats an entry as present. Last-level page entries have TABLE set; swap entries never do. In a block
     * entry the bit of new kernels may belong to a swap offset, so PXN decides: a swap offset never reaches it.
     */
    private static boolean isPresent(long entry) {
        return (entry & VALID) != 0
                || (entry & PRESENT_INVALID_OLD) != 0
                || ((entry & PRESENT_INVALID_NEW) != 0 && (entry & (TABLE | PRIVILEGED_NO_EXECUTE)) != 0);
    }

    private long block(long virtual, long entry, int level) {
        return level > LARGEST_BLOCK_LEVEL ? RESERVED : inside(entry, virtual, level);
    }

    private long inside(long entry, long virtual, int level) {
        long offset = (1L << format.shift(level)) - 1;
        return (format.address(entry) & ~offset) | (virtual & offset);
    }

    @Override
    public long unmapped(long virtual) {
        long table = (virtual & KERNEL_HALF) == 0 ? userRoot : kernelRoot;
        int level = format.levels() - 1;
        try {
            while (table != 0 && level > 0) {
                long entry = frames.entry(table, format.index(virtual, level));
                if ((entry & TABLE) == 0 || (entry & VALID) == 0) {
                    break;
                }
                table = format.address(entry);
                level--;
            }
        } catch (UnreadableMemoryException e) {
            // The table that is missing would have entries of this level.
        }
        long size = 1L << format.shift(level);
        return size - (virtual & (size - 1));
    }

    @Override
    public boolean isConstant(long virtual) {
        long table = (virtual & KERNEL_HALF) == 0 ? userRoot : kernelRoot;
        boolean readOnly = false;
        boolean noExecute = false;
        try {
            for (int level = format.levels() - 1; table != 0 && level >= 0; level--) {
                long entry = frames.entry(table, format.index(virtual, level));
                if ((entry & VALID) == 0) {
                    return false;
                } else if (level == 0 || (entry & TABLE) == 0) {
                    return (readOnly || (entry & READ_ONLY) != 0)
                            && (noExecute || (entry & PRIVILEGED_NO_EXECUTE) != 0);
                }
                readOnly |= (entry & TABLE_READ_ONLY) != 0;
                noExecute |= (entry & TABLE_NO_EXECUTE) != 0;
                table = format.address(entry);
            }
        } catch (UnreadableMemoryException e) {
            // An unreadable table counts as not mapped
        }
        return false;
    }

    @Override
    public UnreadableMemoryException fault(long virtual) {
        long why = walk(virtual);
        String reason;
        if (why == NOT_CANONICAL) {
            reason = "is no address of %d-bit paging".formatted(format.bits());
        } else if (why == RESERVED) {
            reason = "is mapped by a damaged page-table entry (a block larger than arm64 supports)";
        } else if (why == TABLE_MISSING) {
            reason = "cannot be translated: the image does not hold one of its page tables";
        } else {
            reason = "is not mapped";
        }
        return new UnreadableMemoryException(virtual, "0x%016x %s".formatted(virtual, reason));
    }
}
