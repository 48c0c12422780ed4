package io.nodememory.kernel.object;

import io.nodememory.kernel.UnreadableMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks the kernel's xarray, include/linux/xarray.h, on which the radix tree and the idr are built. */
public final class XArray {
    /**
     * An index and the pointer stored there.
     *
     * @param index the index; for an {@code idr}, without its base
     */
    public record Entry(long index, long pointer) {}

    /** The entries found, and why the walk ended early, if it did. */
    public record Entries(List<Entry> list, Optional<String> damage) {}

    /** The most levels of a tree: 64 bits of index at 4 bits a level. */
    private static final int MAX_SHIFT = 60;

    /** Internal entries up to this value are marks (retry, zero, sibling), not nodes: {@code xa_is_node}. */
    private static final long LAST_MARK = 4096;

    private record Pending(long node, long base) {}

    private XArray() {}

    /**
     * The pointers in an xarray, without values (odd numbers, such as shadows of evicted pages) and marks.
     *
     * @param array address of the {@code struct xarray}
     */
    public static Entries entries(Types types, long array) {
        List<Entry> found = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        Deque<Pending> open = new ArrayDeque<>();
        String[] damage = new String[1];
        try {
            long head = types.memory().readPointer(array + types.offsetOf("xarray", "xa_head"));
            take(head, 0, found, open);
        } catch (UnreadableMemoryException e) {
            return new Entries(found, Optional.of(e.getMessage()));
        }
        while (!open.isEmpty()) {
            Pending next = open.pop();
            if (!visited.add(next.node())) {
                damage[0] = "the tree leads back to 0x%016x".formatted(next.node());
                continue;
            }
            try {
                children(types.object("xa_node", next.node()), next.base(), found, open);
            } catch (UnreadableMemoryException e) {
                damage[0] = e.getMessage();
            }
        }
        return new Entries(found, Optional.ofNullable(damage[0]));
    }

    private static void children(KernelObject node, long base, List<Entry> found, Deque<Pending> open) {
        long shift = node.number("shift");
        if (shift > MAX_SHIFT) {
            throw new UnreadableMemoryException(node.address(), "0x%016x is no xarray node".formatted(node.address()));
        }
        // From the end, so that the stack returns them in ascending order.
        for (long slot = node.count("slots") - 1; slot >= 0; slot--) {
            long entry = node.memory().readPointer(node.elementAddress("slots", slot));
            take(entry, base + (slot << shift), found, open);
        }
    }

    private static void take(long entry, long index, List<Entry> found, Deque<Pending> open) {
        if (entry == 0) {
            return;
        }
        long kind = entry & 3;
        if (kind == 2) {
            if (Long.compareUnsigned(entry, LAST_MARK) > 0) {
                open.push(new Pending(entry & ~3L, index));
            }
        } else if (kind == 0) {
            found.add(new Entry(index, entry));
        }
    }
}
