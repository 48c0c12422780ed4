package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.PageTables;
import io.nodememory.kernel.address.PhysicalPages;

/**
 * Walks x86-64 page tables as the kernel reads them, which is a little more than the processor does: pages without access
 * (PROT_NONE) are mapped although their present bit is clear. Bits: arch/x86/include/asm/pgtable_types.h; the inverted
 * frame numbers of such entries: pgtable-invert.h.
 */
final class X86PageTables implements PageTables {
    /** Results of {@link #walk} that are no addresses. */
    private static final long NOT_CANONICAL = -1;

    private static final long NOT_MAPPED = -2;
    private static final long RESERVED_BITS = -3;
    private static final long TABLE_MISSING = -4;

    private static final long PRESENT = 1;
    private static final long WRITABLE = 1 << 1;
    private static final long NO_EXECUTE = 1L << 63;
    private static final long LARGE = 1 << 7;
    /** PROT_NONE where the present bit is clear; the global bit otherwise. */
    private static final long PROT_NONE = 1 << 8;
    /** Bits 12 to 51. */
    private static final long FRAME = 0x000f_ffff_ffff_f000L;
    /** The PAT bit of large pages lies where small frame numbers begin. */
    private static final long LARGE_PAT = 1 << 12;

    /** Pages of 2 MiB (level 1) and 1 GiB (level 2). */
    private static final int LARGEST_PAGE_LEVEL = 2;

    private static final int PAGE_SHIFT = 12;
    private static final int LEVEL_BITS = 9;
    private static final int INDEX_MASK = (1 << LEVEL_BITS) - 1;

    private final PhysicalPages frames;
    private final int levels;
    private final long root;
    /** Bits of an address that only repeat its highest meaningful one. */
    private final int signBits;

    X86PageTables(PhysicalPages frames, int levels, long root) {
        if (levels != 4 && levels != 5) {
            throw new IllegalArgumentException("x86-64 has page tables of 4 or 5 levels, not " + levels);
        }
        this.frames = frames;
        this.levels = levels;
        this.root = root & FRAME;
        this.signBits = 64 - PAGE_SHIFT - levels * LEVEL_BITS;
    }

    @Override
    public long root() {
        return root;
    }

    @Override
    public long walk(long virtual) {
        if (virtual << signBits >> signBits != virtual) {
            return NOT_CANONICAL;
        }
        long table = root;
        try {
            for (int level = levels - 1; level > 0; level--) {
                int shift = PAGE_SHIFT + level * LEVEL_BITS;
                long entry = frames.entry(table, (int) (virtual >>> shift) & INDEX_MASK);
                boolean present = (entry & PRESENT) != 0;
                if ((entry & LARGE) != 0 && level <= LARGEST_PAGE_LEVEL) {
                    // pmd_present(): a large page stays one while it is being split, when only its LARGE bit is left.
                    boolean mapped = present || level == 1 || (entry & PROT_NONE) != 0;
                    return mapped ? large(virtual, entry, present, (1L << shift) - 1) : NOT_MAPPED;
                }
                if (!present) {
                    return NOT_MAPPED;
                }
                table = entry & FRAME;
            }
            long entry = frames.entry(table, (int) (virtual >>> PAGE_SHIFT) & INDEX_MASK);
            if ((entry & (PRESENT | PROT_NONE)) == 0) {
                return NOT_MAPPED;
            }
            return frame(entry, (entry & PRESENT) != 0) | (virtual & ((1 << PAGE_SHIFT) - 1));
        } catch (UnreadableMemoryException e) {
            return TABLE_MISSING;
        }
    }

    @Override
    public long unmapped(long virtual) {
        return (1L << PAGE_SHIFT) - (virtual & ((1 << PAGE_SHIFT) - 1));
    }

    @Override
    public boolean isConstant(long virtual) {
        long table = root;
        try {
            for (int level = levels - 1; level >= 0; level--) {
                long entry = frames.entry(table, (int) (virtual >>> (PAGE_SHIFT + level * LEVEL_BITS)) & INDEX_MASK);
                if ((entry & PRESENT) == 0) {
                    return false;
                } else if (level == 0 || (entry & LARGE) != 0) {
                    return (entry & (WRITABLE | NO_EXECUTE)) == NO_EXECUTE;
                }
                table = entry & FRAME;
            }
        } catch (UnreadableMemoryException e) {
            // As good as not mapped.
        }
        return false;
    }

    private static long frame(long entry, boolean present) {
        return (present ? entry : ~entry) & FRAME;
    }

    private static long large(long virtual, long entry, boolean present, long inPage) {
        if ((entry & FRAME & inPage & ~LARGE_PAT) != 0) {
            return RESERVED_BITS;
        }
        return (frame(entry, present) & ~inPage) | (virtual & inPage);
    }

    @Override
    public UnreadableMemoryException fault(long virtual) {
        long why = walk(virtual);
        String reason;
        if (why == NOT_CANONICAL) {
            reason = "is no canonical address of %d-level paging".formatted(levels);
        } else if (why == RESERVED_BITS) {
            reason = "is mapped by a damaged page-table entry (reserved bits are set)";
        } else if (why == TABLE_MISSING) {
            reason = "cannot be translated: the image does not hold one of its page tables";
        } else {
            reason = "is not mapped";
        }
        return new UnreadableMemoryException(virtual, "0x%016x %s".formatted(virtual, reason));
    }

    @Override
    public PageTables withRoot(long otherRoot) {
        return new X86PageTables(frames, levels, otherRoot);
    }

    @Override
    public PageTables over(PhysicalPages otherFrames) {
        return new X86PageTables(otherFrames, levels, root);
    }
}
