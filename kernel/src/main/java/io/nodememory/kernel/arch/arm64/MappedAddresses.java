package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.PhysicalPages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The kernel addresses, outside of the linear map, at which tables map a physical address: the reverse of a walk. The upper
 * half of the kernel's addresses holds modules, the kernel's image and vmalloc areas (Documentation/arch/arm64/memory.rst).
 */
final class MappedAddresses {
    private static final long VALID = 1;
    private static final long TABLE = 1 << 1;

    /** Tables that are read at most: those of 64 GiB of vmalloc areas; made-up tables can refer to each other. */
    private static final int MOST_TABLES = 1 << 15;

    private final PhysicalPages frames;
    private final TableFormat format;
    private final long physical;
    private final Set<Long> visited = new HashSet<>();
    private final List<Long> found = new ArrayList<>();

    private MappedAddresses(PhysicalPages frames, TableFormat format, long physical) {
        this.frames = frames;
        this.format = format;
        this.physical = physical;
    }

    static List<Long> of(PhysicalPages frames, TableFormat format, long root, long physical) {
        MappedAddresses search = new MappedAddresses(frames, format, physical);
        int top = format.levels() - 1;
        search.table(root, top, -1L << format.bits(), top == 0 ? 0 : format.entries(top) / 2);
        return search.found;
    }

    /** @param start the virtual address that the table's first entry maps */
    private void table(long table, int level, long start, int first) {
        if (visited.size() >= MOST_TABLES || !visited.add(table)) {
            return;
        }
        for (int i = first; i < format.entries(level); i++) {
            long entry;
            try {
                entry = frames.entry(table, i);
            } catch (UnreadableMemoryException e) {
                return;
            }
            if ((entry & VALID) == 0) {
                continue;
            }
            long address = start + ((long) i << format.shift(level));
            if (level > 0 && (entry & TABLE) != 0) {
                table(format.address(entry), level - 1, address, 0);
            } else {
                long size = 1L << format.shift(level);
                long offset = physical - (format.address(entry) & -size);
                if (offset >= 0 && offset < size) {
                    found.add(address + offset);
                }
            }
        }
    }
}
